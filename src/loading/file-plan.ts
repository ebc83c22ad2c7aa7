import type { MultilookMethod } from '../core/terrain/multilook.ts';
import { multilookAttributes, resizeAttributes, subsetAttributes } from '../io/attributes/resized.ts';
import type { Attributes, Compression, DatasetSpec, H5Type, H5Writer } from '../io/hdf5/types.ts';
import type { StackSums } from '../io/products/stack-sums.ts';
import {
  GEOMETRY_DATASETS,
  type GeometryDescription,
  type PairStack,
  type StackDataset,
} from './description.ts';
import { FarFiles } from './far-files.ts';
import type { FileLayer, Layer } from './layer.ts';
import type { LoadOptions } from './load-options.ts';
import { type DatasetToFill, type LoadThreads, loadRasters, type RasterSize } from './load-rasters.ts';
import { oddGeometry } from './odd-geometry.ts';
import { openLayer } from './open-layer.ts';
import { valuesOfType } from './raster-kernel.ts';
import { type Reduction, readBlocks, reducedSize, resized } from './read-blocks.ts';
import { RangeCount, VALUE_LIMITS } from './value-range.ts';

/** A file to be written: its layout, and how to fill it. */
export interface FilePlan {
  readonly attributes: Attributes;
  readonly datasets: readonly DatasetSpec[];
  /** Pairs or dates in the file, to see whether an existing file has them all. */
  readonly names: readonly string[];
  /** Of a stack: what `fill` does, in parts, to add interferograms to a file. */
  readonly stack?: StackFill;
  /** @param sums which sums to form of a stack, if any @returns the sums */
  fill(
    writer: H5Writer,
    threads: LoadThreads,
    progress: (done: number, total: number) => void,
    sums?: { readonly land?: Uint8Array },
  ): Promise<StackSums | undefined>;
}

/** What a stack is filled with. */
export interface StackFill {
  readonly rasters: readonly DatasetToFill[];
  readonly size: RasterSize;
  /** MODIFICATION_TIME of the rasters */
  readonly made: string;
  /** Dates, baselines, and which interferograms are in use: all. */
  writeSmall(writer: H5Writer): void;
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
export function stackPlan(described: PairStack, options: PlanOptions): FilePlan {
  const { length, width } = reducedSize(options.reduction);
  const { pairs, datasets, resizeTo } = described;
  const n = pairs.length;
  const compression: Compression = options.compression === 'default' ? 'none' : options.compression;
  const made = options.now.toFixed(6);
  const stackType = (name: StackDataset): H5Type =>
    name === 'connectComponent' && described.hasFloatLabels ? 'f4' : typeOf(name);
  const layouts = datasets.map(
    (name): DatasetSpec => ({
      name,
      type: stackType(name),
      shape: [n, length, width],
      attributes: { MODIFICATION_TIME: made },
      compression: name === 'connectComponent' ? 'lzf' : compression,
    }),
  );
  const full = resizeTo
    ? resizeAttributes(described.attributes, resizeTo.length, resizeTo.width)
    : described.attributes;
  const { UNIT: _unit, ...attributes } = reducedAttributes(full, options);
  const stack: StackFill = {
    made,
    size: { reduction: options.reduction, resizeTo },
    rasters: datasets.map((name) => ({
      name,
      type: stackType(name),
      method: methodFor(name, options.method),
      layers: pairs.map((pair) => pair.layers[name] as FileLayer),
    })),
    writeSmall(writer) {
      writer.write(
        'date',
        pairs.flatMap((pair) => [pair.date1, pair.date2]),
      );
      writer.write(
        'bperp',
        Float32Array.from(pairs, (pair) => (pair.bperpTop + pair.bperpBottom) / 2),
      );
      writer.write('dropIfgram', new Uint8Array(n).fill(1)); // the name is inverted: true means kept
    },
  };
  return {
    attributes,
    datasets: [
      { name: 'date', type: dateType(pairs.flatMap(({ date1, date2 }) => [date1, date2])), shape: [n, 2] },
      { name: 'bperp', type: 'f4', shape: [n] },
      { name: 'dropIfgram', type: 'bool', shape: [n] },
      ...layouts,
    ],
    names: pairs.map((pair) => `${pair.date1}_${pair.date2}`),
    stack,
    fill(writer, threads, progress, sums) {
      stack.writeSmall(writer);
      return loadRasters(stack.rasters, stack.size, writer, threads, progress, sums);
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
          { name: 'date', type: dateType(bperp.dates), shape: [bperp.dates.length] },
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
    async fill(writer, { warn }, progress) {
      const total = names.length + (bperp?.dates.length ?? 0);
      const files = new FarFiles();
      for (const [i, name] of names.entries()) {
        const step = name === 'rangeCoord' ? reduction.xstep : name === 'azimuthCoord' ? reduction.ystep : 1;
        const source = geometry.layers[name] as Layer;
        const layer = await openLayer(source, undefined, files);
        const seen = new RangeCount(VALUE_LIMITS[name]);
        await readBlocks(layer, reduction, 'nearest', (row, values) => {
          seen.add(values);
          if (step !== 1) for (let p = 0; p < values.length; p++) values[p] /= step;
          const slab = { start: [row, 0], count: [values.length / width, width] };
          writer.write(name, valuesOfType(values, typeOf(name)), slab);
        });
        layer.close();
        for (const warning of oddGeometry(name, source.label, seen)) warn?.(warning);
        progress(i + 1, total);
      }
      if (bperp === undefined) return undefined;
      writer.write('date', [...bperp.dates]);
      for (const [k, coarse] of bperp.layers.entries()) {
        const layer = await resized(await openLayer(coarse, undefined, files), coarse, geometry, 'edge');
        await readBlocks(layer, reduction, 'nearest', (row, values) => {
          writer.write('bperp', values, { start: [k, row, 0], count: [1, values.length / width, width] });
        });
        layer.close();
        progress(names.length + k + 1, total);
      }
      return undefined;
    },
  };
}

/** Dates of whole days take 8 characters, those with hours and minutes 13. */
function dateType(dates: readonly string[]): H5Type {
  return dates.some((date) => date.length > 8) ? 'S13' : 'S8';
}

function typeOf(name: string): H5Type {
  if (name === 'connectComponent') return 'i2';
  return name.endsWith('Mask') ? 'bool' : 'f4';
}

function reducedAttributes(attributes: Attributes, options: PlanOptions): Attributes {
  const { box, ystep, xstep } = options.reduction;
  let out = attributes;
  if (options.isSubset) out = subsetAttributes(out, box);
  if (ystep > 1 || xstep > 1) out = multilookAttributes(out, { y: ystep, x: xstep });
  return out;
}
