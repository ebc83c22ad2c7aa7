import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkJournal } from '../../compute/work-journal.ts';
import type { Box } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { typeSize } from '../../io/hdf5/datatype.ts';
import type { NcAttribute, NcFile, NcType } from '../../io/netcdf/classic.ts';
import { writeChunks } from '../../io/zarr/chunk-writer.ts';
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
import { runItems } from '../engine.ts';
import { CoarseRaster } from './coarse-raster.ts';
import type { NcRaster } from './netcdf-rasters.ts';
import type { CoarseWindow, ZarrWindow } from './zarr-chunks-kernel.ts';

/** Pixels along the sides of the chunks of maps. */
const SIDE = 512;
/** Resolutions that threads make of their windows; coarser ones, a hundredth of the work, are made in the end. */
const OWN_LEVELS = 3;
/** Uncompressed bytes of a chunk with all dates of its pixels: about so many. */
const SERIES_CHUNK = 1 << 20;

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
}

/** A node of the store by its path. */
type Nodes = Map<string, ZarrArray | ZarrAttributes>;

/** Fill a folder with a Zarr store: arrays of the full resolution at its root, coarser ones in the groups 1, 2, ... */
export async function writeZarr(folder: string, plan: ZarrPlan, context: Context): Promise<void> {
  const { frame, rasters, axes, format } = plan;
  const [length, width] = axes.map((axis) => frame.dimensions[axis]);
  const numLevel = plan.overviews ? levelsOf(length, width) : 1;
  const nodes: Nodes = new Map();
  for (let level = 0; level < numLevel; level++) {
    const prefix = level === 0 ? '' : `${level}/`;
    if (level > 0) nodes.set(`${level}`, { title: `at 1/${2 ** level} of the resolution` });
    await writeCoordinates(folder, prefix, level, plan, nodes);
    for (const raster of rasters)
      nodes.set(`${prefix}${raster.name}`, rasterArray(raster, plan, [length, width], level));
  }
  for (const raster of rasters) await writeRaster(folder, raster, plan, numLevel, context);
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
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
}

function levelsOf(length: number, width: number): number {
  let levels = 1;
  for (let longest = Math.max(length, width); longest > SIDE; longest = Math.ceil(longest / 2)) levels++;
  return levels;
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
    const slab = { values: array, shape, firstChunk: shape.map(() => 0) };
    await writeChunks(
      join(folder, `${prefix}${name}`),
      slab,
      shape,
      stored === 'f8' || stored === 'f4' ? stored : 'i4',
      format,
    );
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

function rasterArray(
  { name: _name, type, attributes, planes }: NcRaster,
  { frame, axes, packing }: ZarrPlan,
  [length, width]: readonly number[],
  level: number,
): ZarrArray {
  const isSeries = planes.length > 1;
  const scale = 2 ** level;
  const shape = [Math.ceil(length / scale), Math.ceil(width / scale)];
  return {
    shape: isSeries ? [planes.length, ...shape] : shape,
    chunks: isSeries ? [1, SIDE, SIDE] : [SIDE, SIDE],
    type,
    dimensions: isSeries ? [frame.record!, ...axes] : axes,
    attributes: wordsOf(attributes),
    ...(packing && { packing }),
  };
}

/** Windows of a raster of which threads make chunks. */
function windows(length: number, width: number, rows: number, columns = rows): Box[] {
  const boxes: Box[] = [];
  for (let y0 = 0; y0 < length; y0 += rows) {
    for (let x0 = 0; x0 < width; x0 += columns)
      boxes.push({ y0, x0, y1: Math.min(y0 + rows, length), x1: Math.min(x0 + columns, width) });
  }
  return boxes;
}

async function writeRaster(
  folder: string,
  raster: NcRaster,
  { frame, axes, format, packing }: ZarrPlan,
  numLevel: number,
  context: Context,
): Promise<void> {
  const [length, width] = axes.map((axis) => frame.dimensions[axis]);
  const { name, planes, mask, rules, type } = raster;
  const isSeries = planes.length > 1;
  const own = Math.min(numLevel, OWN_LEVELS);
  const at = (level: number) => join(folder, level === 0 ? name : `${level}/${name}`);
  const boxes = windows(length, width, SIDE << (own - 1));
  const coarse =
    numLevel > own ? new CoarseRaster(Math.ceil(length / 2 ** own), Math.ceil(width / 2 ** own)) : undefined;
  for (const plane of planes.keys()) {
    await runItems(
      {
        label: isSeries ? `writing ${name}, ${plane + 1} of ${planes.length}` : `writing ${name}`,
        unit: 'pixels',
        sizeOf: ({ box }: ZarrWindow) => (box.y1 - box.y0) * (box.x1 - box.x0),
        items: boxes.map((box) => ({ plane, box })),
        journal: new WorkJournal<ZarrWindow>([], undefined, String),
        size: sizeOf(boxes[0], 1, length * width, type),
        kernel: 'makeZarrChunks',
        args: () => ({
          ...rules,
          type,
          planes,
          mask,
          folders: Array.from({ length: own }, (_, level) => at(level)),
          side: SIDE,
          isSeries,
          format,
          packing,
          tellsRest: coarse !== undefined,
        }),
        collect({ box }: ZarrWindow, part: CoarseWindow | undefined) {
          if (part !== undefined) coarse!.place(part, box.y0 >> own, box.x0 >> own);
          return undefined;
        },
      },
      context,
    );
    const coarser = coarse?.levels();
    for (let level = own; level < numLevel && coarser !== undefined; level++) {
      const { values, rows, width: columns } = coarser.next().value;
      await writeChunks(
        at(level),
        {
          values,
          shape: isSeries ? [1, rows, columns] : [rows, columns],
          firstChunk: isSeries ? [plane, 0, 0] : [0, 0],
        },
        isSeries ? [1, SIDE, SIDE] : [SIDE, SIDE],
        type,
        format,
        packing,
      );
    }
  }
}

function sizeOf(box: Box, planes: number, pixels: number, type: NcRaster['type']) {
  const bytes = typeSize(type);
  const window = (box.y1 - box.y0) * (box.x1 - box.x0);
  return {
    bytes: bytes * pixels * planes,
    bytesPerThread: 4 << 20, // compressing takes long beside moving
    bytesPerItem: 3 * bytes * window * planes,
  };
}

async function writeSeriesCopy(
  folder: string,
  { name, type, attributes, planes, mask, rules }: NcRaster,
  { frame, axes, format, packing }: ZarrPlan,
  context: Context,
): Promise<ZarrArray> {
  const [length, width] = axes.map((axis) => frame.dimensions[axis]);
  const pixels = SERIES_CHUNK / (typeSize(type) * planes.length);
  const side = Math.min(128, Math.max(8, 2 ** Math.round(Math.log2(Math.sqrt(pixels)))));
  // Windows are flat: rows of all dates are read where they lie.
  const boxes = windows(
    length,
    width,
    side,
    side * Math.max(1, Math.floor(16 / Math.max(1, planes.length / 64))),
  );
  await runItems(
    {
      label: `writing the series of ${name}`,
      unit: 'pixels',
      sizeOf: ({ box }: ZarrWindow) => (box.y1 - box.y0) * (box.x1 - box.x0),
      items: boxes.map((box) => ({ box })),
      journal: new WorkJournal<ZarrWindow>([], undefined, String),
      size: sizeOf(boxes[0], planes.length, length * width, type),
      kernel: 'makeZarrChunks',
      args: () => ({
        ...rules,
        type,
        planes,
        mask,
        folders: [],
        side,
        isSeries: true,
        seriesFolder: join(folder, 'series', name),
        format,
        packing,
        tellsRest: false,
      }),
      collect: () => undefined,
    },
    context,
  );
  return {
    shape: [planes.length, length, width],
    chunks: [planes.length, side, side],
    type,
    dimensions: [frame.record!, ...axes],
    attributes: wordsOf(attributes),
    ...(packing && { packing }),
  };
}
