import type { Box, Values } from '../core/array.ts';
import { LocalFile } from '../io/bytes/local-file.ts';
import { openH5Now } from '../io/hdf5/reader.ts';
import type { ElementType } from '../io/raster/element-type.ts';
import { openFormat, openRaster } from '../io/raster/local.ts';
import { type BandSource, type ComputedLayer, type DatasetSource, infoOf, type Layer } from './layer.ts';
import { applyTransform, type PixelTransform } from './pixel-transforms.ts';

export interface OpenLayer {
  /** @returns box rows one after the other; they stand until the next read into the same memory */
  read(box: Box): Float32Array;
  close(): void;
}

/** Memory for reading, used again and again: fresh memory costs as much time as reading does. */
export class ReadMemory {
  private file = new ArrayBuffer(0);
  private float32 = new ArrayBuffer(0);

  /** For values in the type of a file. */
  forFile(bytes: number): ArrayBuffer {
    if (this.file.byteLength < bytes) this.file = new ArrayBuffer(bytes);
    return this.file;
  }

  asFloat32(values: Values): Float32Array {
    if (values instanceof Float32Array) return values;
    if (this.float32.byteLength < 4 * values.length) this.float32 = new ArrayBuffer(4 * values.length);
    const out = new Float32Array(this.float32, 0, values.length);
    out.set(values);
    return out;
  }
}

/** @param memory to be shared by layers that are read one after the other */
export function openLayer(layer: Layer, memory = new ReadMemory()): OpenLayer {
  if ('compute' in layer) return openComputed(layer);
  const { source, transforms } = layer;
  return source.kind === 'band'
    ? openBand(source, transforms, memory)
    : openDataset(source, transforms, memory);
}

/** Of the types that a file may have, the largest. */
const MOST_BYTES = 8;

function openBand(
  { path, band, part, format, silentOrder }: BandSource,
  transforms: readonly PixelTransform[],
  memory: ReadMemory,
): OpenLayer {
  const raster = format === undefined ? openRaster(path, silentOrder) : openFormat(path, format);
  const facts = {
    type: raster.type,
    get noData() {
      return raster.noData(band);
    },
  };
  return {
    read(box) {
      const bytes = MOST_BYTES * (box.y1 - box.y0) * (box.x1 - box.x0);
      const values = memory.asFloat32(raster.read(band, box, part, memory.forFile(bytes)));
      for (const transform of transforms) applyTransform(values, transform, facts);
      return values;
    },
    close: () => raster.close(),
  };
}

const FILL = '_FillValue';

function openDataset(
  { path, dataset, plane }: DatasetSource,
  transforms: readonly PixelTransform[],
  memory: ReadMemory,
): OpenLayer {
  const file = openH5Now(new LocalFile(path));
  const { type, attributes } = infoOf(file, dataset);
  const noData = attributes[FILL] === undefined ? undefined : Number(attributes[FILL]);
  const facts = { type: type === 'bool' ? 'u1' : (type as ElementType), noData };
  const [first, one] = plane === undefined ? [[], []] : [[plane], [1]];
  return {
    read({ y0, x0, y1, x1 }) {
      const slab = { start: [...first, y0, x0], count: [...one, y1 - y0, x1 - x0] };
      const read = file.read(dataset, slab) as Values;
      const values = read instanceof Float32Array ? read : memory.asFloat32(read);
      for (const transform of transforms) applyTransform(values, transform, facts);
      return values;
    },
    close: () => file.close(),
  };
}

function openComputed({ inputs, compute }: ComputedLayer): OpenLayer {
  const opened = inputs.map((layer) => openLayer(layer));
  return {
    read: (box) =>
      compute(
        box,
        opened.map((layer) => layer.read(box)),
      ),
    close() {
      for (const layer of opened) layer.close();
    },
  };
}
