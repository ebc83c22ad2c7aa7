import type { Box, Values } from '../core/array.ts';
import { UnsupportedError } from '../core/errors.ts';
import { isAddress } from '../io/bytes/address.ts';
import { fetched } from '../io/bytes/byte-source.ts';
import { LocalFile } from '../io/bytes/local-file.ts';
import { openTiff } from '../io/geotiff/tiff-image.ts';
import { type H5FileReader, openH5Now } from '../io/hdf5/reader.ts';
import type { Slab } from '../io/hdf5/types.ts';
import { openNetcdfGrid } from '../io/netcdf/netcdf-grid.ts';
import type { ElementType } from '../io/raster/element-type.ts';
import { keptOpen } from '../io/raster/file-set.ts';
import { openFormat, openRaster } from '../io/raster/local.ts';
import { openFormat as openFormatOf } from '../io/raster/raster.ts';
import { FarFiles } from './far-files.ts';
import { openFrames } from './frames/open-frames.ts';
import { openPlaced, openWarped } from './grids/open-fitted.ts';
import {
  type BandSource,
  type ComputedLayer,
  type DatasetSource,
  type FileLayer,
  infoOf,
  type Layer,
  type NetcdfSource,
  type TiffSource,
} from './layer.ts';
import { openCube, openSurface } from './open-cube.ts';
import type { OpenLayer } from './opened-layer.ts';
import { applyTransform, type PixelTransform } from './pixel-transforms.ts';

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

/**
 * @param memory to be shared by layers that are read one after the other
 * @param files to be shared by layers of the same files on servers
 */
export async function openLayer(
  layer: Layer,
  memory = new ReadMemory(),
  files = new FarFiles(),
): Promise<OpenLayer> {
  if ('compute' in layer) return openComputed(layer, files);
  const { source, transforms } = layer;
  if (source.kind === 'tiff') return openTiffBand(source, transforms, memory);
  if (source.kind === 'netcdf') return openGrid(source, transforms);
  if (source.kind === 'constant') return { read: (box) => constantBlock(box, source.value), close() {} };
  if (source.kind === 'placed')
    return transformed(openPlaced(source, await openLayer(source.layer, memory, files)), transforms);
  if (source.kind === 'warped')
    return transformed(openWarped(source, await openLayer(source.layer, memory, files)), transforms);
  if (source.kind === 'frames') {
    // All of them are read before any is used: each has memory of its own.
    const opened = (layers: readonly FileLayer[]) =>
      Promise.all(layers.map((part) => openLayer(part, undefined, files)));
    const open = openFrames(
      source,
      await opened(source.frames),
      source.labels && (await opened(source.labels)),
    );
    return transformed(open, transforms);
  }
  if (source.kind === 'cube') return transformed(await openCube(source, files), transforms);
  if (source.kind === 'surface') return transformed(await openSurface(source, files), transforms);
  if (isAddress(source.path))
    return source.kind === 'band'
      ? openFarBand(source, transforms, files)
      : openFarDataset(source, transforms, files);
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
      for (const transform of transforms) applyTransform(values, transform, facts, box);
      return values;
    },
    close: () => raster.close(),
  };
}

async function openTiffBand(
  { path, band }: TiffSource,
  transforms: readonly PixelTransform[],
  memory: ReadMemory,
): Promise<OpenLayer> {
  const image = await openTiff(new LocalFile(path));
  return {
    async read(box) {
      const values = memory.asFloat32(await image.read(band, box));
      for (const transform of transforms) applyTransform(values, transform, image, box);
      return values;
    },
    close: () => image.close(),
  };
}

function openGrid({ path }: NetcdfSource, transforms: readonly PixelTransform[]): OpenLayer {
  const grid = openNetcdfGrid(new LocalFile(path));
  return {
    read(box) {
      const values = grid.read(box);
      for (const transform of transforms) applyTransform(values, transform, grid, box);
      return values;
    },
    close: () => grid.close(),
  };
}

const FILL = '_FillValue';

function openDataset(
  { path, dataset, plane, origin }: DatasetSource,
  transforms: readonly PixelTransform[],
  memory: ReadMemory,
): OpenLayer {
  const file = openH5Now(new LocalFile(path));
  const facts = datasetFacts(file, dataset);
  return {
    read(box) {
      const read = file.read(dataset, slabOf(box, plane, origin)) as Values;
      const values = read instanceof Float32Array ? read : memory.asFloat32(read);
      for (const transform of transforms) applyTransform(values, transform, facts, box);
      return values;
    },
    close: () => file.close(),
  };
}

function datasetFacts(file: H5FileReader, dataset: string) {
  const { type, attributes } = infoOf(file, dataset);
  const noData = attributes[FILL] === undefined ? undefined : Number(attributes[FILL]);
  return { type: type === 'bool' ? 'u1' : (type as ElementType), noData };
}

function slabOf(
  { y0, x0, y1, x1 }: Box,
  plane: number | undefined,
  [top, left]: readonly [y: number, x: number] = [0, 0],
): Slab {
  const [first, one] = plane === undefined ? [[], []] : [[plane], [1]];
  return { start: [...first, top + y0, left + x0], count: [...one, y1 - y0, x1 - x0] };
}

function constantBlock({ y0, x0, y1, x1 }: Box, value: number): Float32Array {
  return new Float32Array((y1 - y0) * (x1 - x0)).fill(value);
}

/** What is made of float32 values that no file holds as they are. */
function transformed({ isFar, read, close }: OpenLayer, transforms: readonly PixelTransform[]): OpenLayer {
  const facts = { type: 'f4', noData: undefined } as const;
  const changed = (values: Float32Array, box: Box) => {
    for (const transform of transforms) applyTransform(values, transform, facts, box);
    return values;
  };
  return {
    isFar,
    read(box) {
      const values = read(box);
      return values instanceof Promise ? values.then((found) => changed(found, box)) : changed(values, box);
    },
    close,
  };
}

/** Of a dataset only the chunks that a box touches are moved, exactly. */
async function openFarDataset(
  { path, version, index, dataset, plane, origin }: DatasetSource,
  transforms: readonly PixelTransform[],
  files: FarFiles,
): Promise<OpenLayer> {
  const file = await files.openH5(path, version, index);
  const facts = datasetFacts(file, dataset);
  return {
    isFar: true,
    async read(box) {
      const values = ownFloat32((await file.load(dataset, slabOf(box, plane, origin))) as Values);
      for (const transform of transforms) applyTransform(values, transform, facts, box);
      return values;
    },
    close() {}, // the source stays for other layers of the file
  };
}

async function openFarBand(
  { path, version, band, part, format }: BandSource,
  transforms: readonly PixelTransform[],
  files: FarFiles,
): Promise<OpenLayer> {
  const source = await files.open(path, version);
  if (format?.kind !== 'raw')
    throw new UnsupportedError(
      `${source.name}: how its bytes lie is not known, and sheets beside it are read on this machine alone.`,
      'Copy the raster and its sheets to this machine.',
    );
  const near = { has: (name: string) => name === path, open: () => keptOpen(source) };
  const raster = openFormatOf(near, path, format);
  const facts = { type: raster.type, noData: undefined };
  return {
    isFar: true,
    async read(box) {
      const values = ownFloat32(await fetched(source, () => raster.read(band, box, part)));
      for (const transform of transforms) applyTransform(values, transform, facts, box);
      return values;
    },
    close: () => raster.close(),
  };
}

function ownFloat32(values: Values): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

async function openComputed({ inputs, compute }: ComputedLayer, files: FarFiles): Promise<OpenLayer> {
  const opened = await Promise.all(inputs.map((layer) => openLayer(layer, undefined, files)));
  return {
    isFar: opened.some(({ isFar }) => isFar),
    read: async (box) => compute(box, await Promise.all(opened.map((layer) => layer.read(box)))),
    close() {
      for (const layer of opened) layer.close();
    },
  };
}
