import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkJournal } from '../../compute/work-journal.ts';
import type { Box } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { typeSize } from '../../io/hdf5/datatype.ts';
import { makeFolders } from '../../io/make-folders.ts';
import type { NcAttribute, NcFile, NcType } from '../../io/netcdf/classic.ts';
import { bloscPacker } from '../../io/zarr/blosc-packer.ts';
import { chunkPacker } from '../../io/zarr/chunk-packer.ts';
import { type ChunkLayout, ChunkWriter } from '../../io/zarr/chunk-writer.ts';
import {
  arrayFiles,
  groupFiles,
  type ZarrArray,
  type ZarrAttributes,
  type ZarrFile,
  type ZarrFormat,
  type ZarrPacking,
  type ZarrValue,
} from '../../io/zarr/metadata.ts';
import { product } from '../../io/zarr/packer.ts';
import { runItems } from '../engine.ts';
import { CoarseRaster } from './coarse-raster.ts';
import type { NcRaster } from './netcdf-rasters.ts';
import type { CoarseWindow, ZarrWindow } from './zarr-chunks-kernel.ts';
import {
  type LevelsLayout,
  levelsLayout,
  numLevels,
  type RasterExtent,
  seriesLayout,
  windows,
} from './zarr-layout.ts';

const TYPES = {
  byte: 'i1',
  char: 'u1',
  short: 'i2',
  int: 'i4',
  float: 'f4',
  double: 'f8',
} as const satisfies Record<NcType, string>;

/** What a store is made of. */
export interface ZarrPlan {
  /** dimensions, attributes and coordinates */
  readonly frame: NcFile;
  readonly rasters: readonly NcRaster[];
  readonly axes: readonly [y: string, x: string];
  readonly format: ZarrFormat;
  /** zstd when left out */
  readonly packing?: ZarrPacking;
  /** more attributes of the root */
  readonly words?: ZarrAttributes;
  /** coarser resolutions, each of half the rows and columns, down to one chunk */
  readonly overviews: boolean;
  /** a copy of each series with all dates of a pixel together */
  readonly seriesCopy: boolean;
  /** many chunks in each file, of version 3; not when left out */
  readonly sharded?: boolean;
}

/** A node of the store by its path. */
type Nodes = Map<string, ZarrArray | ZarrAttributes>;

/** Fill a folder with a Zarr store: arrays of the full resolution at its root, coarser ones in the groups 1, 2, ... */
export async function writeZarr(folder: string, plan: ZarrPlan, context: Context): Promise<void> {
  const { frame, rasters, axes, format } = plan;
  const [length, width] = axes.map((axis) => frame.dimensions[axis]);
  const numLevel = plan.overviews ? numLevels(length, width) : 1;
  const nodes: Nodes = new Map();
  for (let level = 0; level < numLevel; level++) {
    const prefix = level === 0 ? '' : `${level}/`;
    if (level > 0) nodes.set(`${level}`, { title: `at 1/${2 ** level} of the resolution` });
    await writeCoordinates(folder, prefix, level, plan, nodes);
  }
  for (const raster of rasters) {
    const layout = levelsLayout(extentOf(raster, plan), numLevel, plan.sharded ?? false);
    for (const [level, array] of layout.levels.entries())
      nodes.set(level === 0 ? raster.name : `${level}/${raster.name}`, nodeOf(array, raster, plan));
    await writeRaster(folder, raster, plan, layout, context);
  }
  if (plan.seriesCopy && frame.record !== undefined) {
    nodes.set('series', { title: 'all dates of a pixel together' });
    await writeCoordinates(folder, 'series/', 0, plan, nodes);
    for (const raster of rasters.filter(({ planes }) => planes.length > 1))
      nodes.set(`series/${raster.name}`, await writeSeriesCopy(folder, raster, plan, context));
  }
  const attributes = {
    ...wordsOf(frame.attributes),
    ...plan.words,
    ...(numLevel > 1 && multiscales(numLevel)),
  };
  for (const [path, node] of nodes) {
    writeTexts(
      join(folder, path),
      'chunks' in node ? arrayFiles(node as ZarrArray, format) : groupOf(path, nodes, format),
    );
  }
  writeTexts(folder, groupFiles(attributes, nodes, format)); // last: a store without it is none
}

function groupOf(path: string, nodes: Nodes, format: ZarrFormat): ZarrFile[] {
  const below: Nodes = new Map();
  for (const [other, node] of nodes)
    if (other.startsWith(`${path}/`)) below.set(other.slice(path.length + 1), node);
  return groupFiles(nodes.get(path) as ZarrAttributes, below, format);
}

function writeTexts(folder: string, files: readonly ZarrFile[]): void {
  makeFolders(folder);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
}

/**
 * Which groups hold which resolution, in the words of the multiscales convention for Zarr and of GeoZarr: pixels of a level
 * are twice as large as those of the level that it is derived from.
 */
function multiscales(numLevel: number): ZarrAttributes {
  const layout = Array.from(
    { length: numLevel },
    (_, level): ZarrAttributes =>
      level === 0
        ? { asset: '.' }
        : {
            asset: `${level}`,
            derived_from: level === 1 ? '.' : `${level - 1}`,
            transform: { scale: [2, 2], translation: [0, 0] },
            resampling_method: 'average',
          },
  );
  return { multiscales: { layout } };
}

/** Coordinates of a resolution. Rows and columns of 2^level pixels have their centre in the middle of these. */
async function writeCoordinates(
  folder: string,
  prefix: string,
  level: number,
  { frame, axes, format }: ZarrPlan,
  nodes: Nodes,
): Promise<void> {
  for (const { name, type, dimensions, attributes, values = [] } of frame.variables) {
    const isAxis = (axes as readonly string[]).includes(name) && level > 0;
    const stored = TYPES[type];
    const numbers = isAxis ? coarseAxis(values, 2 ** level) : Array.from(values);
    const shape = dimensions.length === 0 ? [] : [numbers.length];
    const { actual_range: _range, ...rest } = wordsOf(attributes);
    const words = name === 'crs' && level > 0 ? coarseMapping(rest, 2 ** level) : rest;
    nodes.set(`${prefix}${name}`, { shape, chunks: shape, type: stored, dimensions, attributes: words });
    const array =
      stored === 'f8'
        ? Float64Array.from(numbers)
        : stored === 'f4'
          ? Float32Array.from(numbers)
          : Int32Array.from(numbers);
    const own = stored === 'f8' || stored === 'f4' ? stored : 'i4';
    const layout = { shape, chunks: shape, type: own } as const;
    await new ChunkWriter(join(folder, `${prefix}${name}`), layout, format, bloscPacker('zstd')).write({
      values: array,
      shape,
      firstChunk: shape.map(() => 0),
    });
  }
}

function coarseAxis(values: ArrayLike<number>, scale: number): number[] {
  const step = values.length > 1 ? (values[values.length - 1] - values[0]) / (values.length - 1) : 0;
  const first = values[0] + (step * (scale - 1)) / 2;
  return Array.from({ length: Math.ceil(values.length / scale) }, (_, k) => first + k * scale * step);
}

/** The GeoTransform of larger pixels. */
function coarseMapping(words: ZarrAttributes, scale: number): ZarrAttributes {
  const text = words['GeoTransform'];
  if (typeof text !== 'string') return words;
  const [x, dx, rx, y, ry, dy] = text.split(' ').map(Number);
  return { ...words, GeoTransform: [x, dx * scale, rx, y, ry, dy * scale].join(' ') };
}

function wordsOf(attributes: Readonly<Record<string, NcAttribute>>): Record<string, ZarrValue> {
  const value = (word: NcAttribute): ZarrValue =>
    typeof word === 'object' ? (word.values.length === 1 ? word.values[0] : [...word.values]) : word;
  return Object.fromEntries(Object.entries(attributes).map(([name, word]) => [name, value(word)]));
}

function extentOf({ type, planes }: NcRaster, { frame, axes }: ZarrPlan): RasterExtent {
  const [length, width] = axes.map((axis) => frame.dimensions[axis]);
  return { type, planes: planes.length, length, width };
}

/** The node of an array that is kept in a way. */
function nodeOf(array: ChunkLayout, { attributes }: NcRaster, { frame, axes, packing }: ZarrPlan): ZarrArray {
  return {
    ...array,
    dimensions: array.shape.length === 3 ? [frame.record!, ...axes] : axes,
    attributes: wordsOf(attributes),
    ...(packing && { packing }),
  };
}

async function writeRaster(
  folder: string,
  raster: NcRaster,
  { format, packing }: ZarrPlan,
  { levels, own, side, planes: together }: LevelsLayout,
  context: Context,
): Promise<void> {
  const { name, planes, mask, rules, type } = raster;
  const [length, width] = levels[0].shape.slice(-2);
  const places = levels.map((array, level) => ({
    folder: join(folder, level === 0 ? name : `${level}/${name}`),
    array,
  }));
  const boxes = windows(length, width, side);
  const hasRest = levels.length > own;
  const [rows, columns] = [length, width].map((n) => Math.ceil(n / 2 ** own));
  const largest = Math.max(...levels.slice(own).map(({ shape }) => product(shape.slice(-2))), 1);
  const packer = chunkPacker(packing, typeSize(type) * largest, typeSize(type) * product(levels[0].chunks));
  const writers = places.slice(own).map((at) => new ChunkWriter(at.folder, at.array, format, packer));
  for (let first = 0; first < planes.length; first += together) {
    const end = Math.min(first + together, planes.length);
    const coarse = Array.from({ length: hasRest ? end - first : 0 }, () => new CoarseRaster(rows, columns));
    await runItems(
      {
        label: planes.length > 1 ? `writing ${name}, ${end} of ${planes.length}` : `writing ${name}`,
        unit: 'pixels',
        sizeOf: ({ box }: ZarrWindow) => (end - first) * pixelsOf(box),
        items: boxes.map((box) => ({ planes: { first, end }, box })),
        journal: new WorkJournal<ZarrWindow>([], undefined, String),
        size: sizeOf(boxes[0], 1, (end - first) * length * width, type),
        kernel: 'makeZarrChunks',
        args: () => ({
          ...rules,
          type,
          planes,
          mask,
          levels: places.slice(0, own),
          format,
          packing,
          windowValues: pixelsOf(boxes[0]),
          tellsRest: hasRest,
        }),
        collect({ box }: ZarrWindow, parts: CoarseWindow[]) {
          for (const [k, part] of parts.entries()) coarse[k].place(part, box.y0 >> own, box.x0 >> own);
          return undefined;
        },
      },
      context,
    );
    for (const [k, raster] of coarse.entries()) {
      const coarser = raster.levels();
      for (const writer of writers) {
        const { values, rows, width } = coarser.next().value;
        const isSeries = planes.length > 1;
        await writer.write({
          values,
          shape: isSeries ? [1, rows, width] : [rows, width],
          firstChunk: isSeries ? [first + k, 0, 0] : [0, 0],
        });
      }
    }
  }
}

function pixelsOf({ y0, x0, y1, x1 }: Box): number {
  return (y1 - y0) * (x1 - x0);
}

function sizeOf(box: Box, planes: number, values: number, type: NcRaster['type']) {
  const bytes = typeSize(type);
  return {
    bytes: bytes * values,
    bytesPerThread: 4 << 20, // compressing takes long beside moving
    bytesPerItem: 3 * bytes * pixelsOf(box) * planes,
  };
}

async function writeSeriesCopy(
  folder: string,
  raster: NcRaster,
  plan: ZarrPlan,
  context: Context,
): Promise<ZarrArray> {
  const { name, type, planes, mask, rules } = raster;
  const { format, packing, sharded = false } = plan;
  const extent = extentOf(raster, plan);
  const { array, window } = seriesLayout(extent, sharded);
  const boxes = windows(extent.length, extent.width, ...window);
  await runItems(
    {
      label: `writing the series of ${name}`,
      unit: 'pixels',
      sizeOf: ({ box }: ZarrWindow) => pixelsOf(box),
      items: boxes.map((box) => ({ box })),
      journal: new WorkJournal<ZarrWindow>([], undefined, String),
      size: sizeOf(boxes[0], planes.length, extent.length * extent.width * planes.length, type),
      kernel: 'makeZarrChunks',
      args: () => ({
        ...rules,
        type,
        planes,
        mask,
        levels: [],
        series: { folder: join(folder, 'series', name), array },
        format,
        packing,
        windowValues: planes.length * pixelsOf(boxes[0]),
        tellsRest: false,
      }),
      collect: () => undefined,
    },
    context,
  );
  return nodeOf(array, raster, plan);
}
