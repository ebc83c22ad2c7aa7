import type { Values } from '../core/array.ts';
import { multilookAttributes, resizeAttributes, subsetAttributes } from '../io/attributes/resized.ts';
import type { Attributes, Compression, DatasetSpec, H5Type, H5Writer } from '../io/hdf5/types.ts';
import {
  GEOMETRY_DATASETS,
  type GeometryDescription,
  type PairStack,
  type StackDataset,
} from './description.ts';
import type { Layer } from './layer.ts';
import type { LoadOptions, MultilookMethod } from './load-options.ts';
import { type Reduction, readBlocks, reducedSize, resizedLayer } from './read-blocks.ts';

/** A file to be written: its layout, and how to fill it. */
export interface FilePlan {
  readonly attributes: Attributes;
  readonly datasets: readonly DatasetSpec[];
  /** Pairs or dates in the file, to see whether an existing file has them all. */
  readonly names: readonly string[];
  fill(writer: H5Writer, progress: (done: number, total: number) => void): void;
}

/** What all plans need of the options. */
export interface PlanOptions {
  readonly reduction: Reduction;
  readonly isSubset: boolean;
  readonly method: MultilookMethod;
  readonly compression: LoadOptions['compression'];
  /** Seconds since 1970, written as MODIFICATION_TIME. */
  readonly now: number;
}

/** Layout and content of `ifgramStack.h5`, `ionStack.h5` or `offsetStack.h5`. */
export function stackPlan(stack: PairStack, options: PlanOptions): FilePlan {
  const { length, width } = reducedSize(options.reduction);
  const { pairs, datasets, resizeTo } = stack;
  const n = pairs.length;
  const compression: Compression = options.compression === 'default' ? 'none' : options.compression;
  const layouts = datasets.map(
    (name): DatasetSpec => ({
      name,
      type: name === 'connectComponent' ? 'i2' : 'f4',
      shape: [n, length, width],
      attributes: { MODIFICATION_TIME: options.now.toFixed(6) },
      compression: name === 'connectComponent' ? 'lzf' : compression,
    }),
  );
  const full = resizeTo
    ? resizeAttributes(stack.attributes, resizeTo.length, resizeTo.width)
    : stack.attributes;
  const { UNIT: _unit, ...attributes } = reducedAttributes(full, options);
  return {
    attributes,
    datasets: [
      { name: 'date', type: 'S8', shape: [n, 2] },
      { name: 'bperp', type: 'f4', shape: [n] },
      { name: 'dropIfgram', type: 'bool', shape: [n] },
      ...layouts,
    ],
    names: pairs.map((pair) => `${pair.date1}_${pair.date2}`),
    fill(writer, progress) {
      writer.write(
        'date',
        pairs.flatMap((pair) => [pair.date1, pair.date2]),
      );
      writer.write(
        'bperp',
        Float32Array.from(pairs, (pair) => (pair.bperpTop + pair.bperpBottom) / 2),
      );
      writer.write('dropIfgram', new Uint8Array(n).fill(1)); // the name is inverted: true means kept
      datasets.forEach((name, d) => {
        pairs.forEach((pair, k) => {
          const layer = pair.layers[name] as Layer;
          const source = resizeTo ? resizedLayer(layer, resizeTo, 'zero') : layer;
          readBlocks(source, options.reduction, methodFor(name, options.method), (row, values) => {
            const rows = values.length / width;
            writer.write(name, cast(values, name === 'connectComponent' ? 'i2' : 'f4'), {
              start: [k, row, 0],
              count: [1, rows, width],
            });
          });
          progress(d * n + k + 1, datasets.length * n);
        });
      });
    },
  };
}

/** Labels cannot be averaged. */
function methodFor(name: StackDataset, method: MultilookMethod): MultilookMethod {
  return name === 'connectComponent' ? 'nearest' : method;
}

/** Layout and content of `geometryRadar.h5` or `geometryGeo.h5`; geometry is always reduced by its nearest pixel. */
export function geometryPlan(geometry: GeometryDescription, options: PlanOptions): FilePlan {
  const { reduction } = options;
  const { length, width } = reducedSize(reduction);
  const compression: Compression = options.compression === 'default' ? 'lzf' : options.compression;
  const names = GEOMETRY_DATASETS.filter((name) => geometry.layers[name] !== undefined);
  const { bperp } = geometry;
  const { UNIT: _unit, ...attributes } = reducedAttributes(geometry.attributes, options);
  const grids: DatasetSpec[] =
    bperp === undefined
      ? []
      : [
          { name: 'bperp', type: 'f4', shape: [bperp.dates.length, length, width], compression },
          { name: 'date', type: 'S8', shape: [bperp.dates.length] },
        ];
  return {
    attributes,
    datasets: [
      ...names.map(
        (name): DatasetSpec => ({ name, type: typeOf(name), shape: [length, width], compression }),
      ),
      ...grids,
    ],
    names: bperp?.dates ?? [],
    fill(writer, progress) {
      const total = names.length + (bperp?.dates.length ?? 0);
      names.forEach((name, i) => {
        const step = name === 'rangeCoord' ? reduction.xstep : name === 'azimuthCoord' ? reduction.ystep : 1;
        readBlocks(geometry.layers[name] as Layer, reduction, 'nearest', (row, values) => {
          if (step !== 1) for (let p = 0; p < values.length; p++) values[p] /= step;
          writer.write(name, cast(values, typeOf(name)), {
            start: [row, 0],
            count: [values.length / width, width],
          });
        });
        progress(i + 1, total);
      });
      if (bperp === undefined) return;
      writer.write('date', [...bperp.dates]);
      bperp.layers.forEach((layer, k) => {
        readBlocks(resizedLayer(layer, geometry, 'edge'), reduction, 'nearest', (row, values) => {
          writer.write('bperp', values, { start: [k, row, 0], count: [1, values.length / width, width] });
        });
        progress(names.length + k + 1, total);
      });
    },
  };
}

function typeOf(name: string): H5Type {
  return name.endsWith('Mask') ? 'bool' : 'f4';
}

/** Numbers as a dataset holds them; NaN is no label and no mask. */
function cast(values: Float32Array, type: H5Type): Values {
  if (type === 'i2') return Int16Array.from(values);
  if (type === 'bool') return Uint8Array.from(values, (v) => (v !== 0 && !Number.isNaN(v) ? 1 : 0));
  return values;
}

function reducedAttributes(attributes: Attributes, options: PlanOptions): Attributes {
  const { box, ystep, xstep } = options.reduction;
  let out = attributes;
  if (options.isSubset) out = subsetAttributes(out, box);
  if (ystep > 1 || xstep > 1) out = multilookAttributes(out, { y: ystep, x: xstep });
  return out;
}
