import { heightLevels, type ZenithCube } from '../../core/atmosphere/zenith-cube.ts';
import { FileError } from '../../core/errors.ts';
import { unbrokenLongitudes } from '../../core/geometry/longitude.ts';
import type { Bounds } from '../../core/geometry/map-grid.ts';
import type { DatasetInfo, H5Layout, H5Reader, H5Writer, Slab } from '../hdf5/types.ts';

/* Zenith delays of OPERA (L4_TROPO-ZENITH): netCDF-4 with two delays over time, height, latitude and longitude. */

/** Places and heights that delays are wanted for: degrees, m. East goes on beyond 180. */
export interface DelayArea extends Bounds {
  readonly lowest: number;
  readonly highest: number;
}

/** What a product holds of an area. */
export interface ZenithProduct {
  readonly latitude: Float64Array;
  /** rising; they go on beyond 180 */
  readonly longitude: Float64Array;
  readonly height: Float64Array;
  /** m, [height, latitude, longitude] */
  readonly wet_delay: Float32Array;
  readonly hydrostatic_delay: Float32Array;
}

const AXES = ['latitude', 'longitude', 'height'] as const;
const DELAYS = ['wet_delay', 'hydrostatic_delay'] as const;
/** Attribute of a part of a product: south, north, west, east, lowest and highest place that it is for. */
const PART_FOR = 'PART_FOR_AREA';
/** Larger values stand for no data. */
const NO_DATA = 1e30;

/** Indices along an axis: the first, and the one behind the last. */
type Range = readonly [first: number, end: number];

/**
 * Read what covers an area and the levels around its heights: of a file on a server only the pieces that hold it.
 *
 * @param margin degrees around the area, as far as the product has them
 * @returns undefined when the file does not cover the area
 * @throws {FileError} when it is no product of zenith delays, or has gaps there
 */
export async function readZenithProduct(
  file: H5Reader,
  area: DelayArea,
  margin: number,
  signal?: AbortSignal,
): Promise<ZenithProduct | undefined> {
  const part = file.attributes[PART_FOR]?.split(' ').map(Number);
  if (part !== undefined && !contains(part, widened(area, margin))) return undefined;
  const infos = [...AXES, ...DELAYS].map((name) => infoOf(file, name));
  const [latitudes, meridians, heights] = (
    await Promise.all(AXES.map((name) => file.load(name, undefined, signal)))
  ).map((values) => Float64Array.from(values as Float64Array));
  const longitudes = unbrokenLongitudes(meridians);
  if (
    infos
      .slice(3)
      .some(
        ({ shape }) =>
          shape.slice(-3).join() !== [heights, latitudes, longitudes].map((axis) => axis.length).join(),
      )
  )
    throw new FileError(`${file.path}: the delays do not fit height, latitude and longitude.`, REMEDY);
  const rows = rowsWithin(latitudes, area, margin);
  const columns = columnsWithin(longitudes, area, margin);
  if (rows === undefined || columns === undefined) return undefined;
  const levels = heightLevels(heights, area.lowest, area.highest);
  const isFalling = heights.length > 1 && heights[0] > heights[heights.length - 1];
  const read = async (info: DatasetInfo) => {
    const parts = await Promise.all(
      columns.map(async ({ range }) => {
        const slab = slabOf(info, [levels, rows, range]);
        const values = (await file.load(info.name, slab, signal)) as Float32Array;
        return { values, width: range[1] - range[0] };
      }),
    );
    const planes = joined(parts, levels[1] - levels[0], rows[1] - rows[0], isFalling);
    if (planes.some((value) => !(Math.abs(value) < NO_DATA)))
      throw new FileError(`${file.path} has gaps in ${info.name} over the scene.`, REMEDY);
    return planes;
  };
  const [wet_delay, hydrostatic_delay] = await Promise.all(infos.slice(3).map(read));
  const height = heights.slice(...levels);
  return {
    latitude: latitudes.slice(...rows),
    longitude: Float64Array.from(
      columns.flatMap(({ range, turns }) => [...longitudes.slice(...range)].map((lon) => lon + 360 * turns)),
    ),
    height: isFalling ? height.reverse() : height,
    wet_delay,
    hydrostatic_delay,
  };
}

const REMEDY = 'Remove it, and get the OPERA_L4_TROPO-ZENITH product again.';

/** The sum of both delays. */
export function zenithCube({ latitude, longitude, height, ...delays }: ZenithProduct): ZenithCube {
  const delay = delays.wet_delay.map((wet, k) => wet + delays.hydrostatic_delay[k]);
  return { latitudes: latitude, longitudes: longitude, heights: height, delay };
}

/** A part of a product as a file of its own, for whoever reads products. @param area that it is for, margin and all */
export function zenithProductFile(
  product: ZenithProduct,
  area: DelayArea,
): { layout: H5Layout; fill: (writer: H5Writer) => Promise<void> } {
  const { south, north, west, east, lowest, highest } = area;
  const { latitude, longitude, height } = product;
  const shape = [1, height.length, latitude.length, longitude.length];
  return {
    layout: {
      attributes: { [PART_FOR]: [south, north, west, east, lowest, highest].join(' ') },
      datasets: [
        ...AXES.map((name) => ({ name, type: 'f8' as const, shape: [product[name].length] })),
        ...DELAYS.map((name) => ({ name, type: 'f4' as const, shape, attributes: { units: 'm' } })),
      ],
    },
    async fill(writer) {
      for (const name of [...AXES, ...DELAYS]) writer.write(name, product[name]);
    },
  };
}

function infoOf(file: H5Reader, name: string): DatasetInfo {
  const info = file.datasets.get(name);
  if (info === undefined)
    throw new FileError(`${file.path} has no ${name}: it is no zenith delay of OPERA.`, REMEDY);
  return info;
}

function widened(area: DelayArea, margin: number): DelayArea {
  const { south, north, west, east } = area;
  return { ...area, south: south - margin, north: north + margin, west: west - margin, east: east + margin };
}

function contains([south, north, west, east, lowest, highest]: readonly number[], area: DelayArea): boolean {
  const turn = 360 * Math.round((west + east - area.west - area.east) / 720);
  return (
    south <= area.south &&
    north >= area.north &&
    west <= area.west + turn &&
    east >= area.east + turn &&
    lowest <= area.lowest &&
    highest >= area.highest
  );
}

/** Rows of latitudes in either order; undefined when they do not reach around the area. */
function rowsWithin(latitudes: Float64Array, area: DelayArea, margin: number): Range | undefined {
  const [a, b] = [latitudes[0], latitudes[latitudes.length - 1]];
  if (!(Math.min(a, b) <= area.south && Math.max(a, b) >= area.north)) return undefined;
  const { south, north } = widened(area, Math.max(margin, stepOf(latitudes)));
  return rangeWhere(latitudes, (lat) => lat >= south && lat <= north);
}

/** Columns, in one piece or in two on both sides of 180; undefined when they do not reach around the area. */
function columnsWithin(
  longitudes: Float64Array,
  area: DelayArea,
  margin: number,
): readonly { range: Range; turns: number }[] | undefined {
  const n = longitudes.length;
  const [first, last] = [longitudes[0], longitudes[n - 1]];
  const isRound = last - first + 1.5 * stepOf(longitudes) > 360;
  const { west, east } = widened(area, Math.max(margin, stepOf(longitudes)));
  const pieces = [-1, 0, 1].flatMap((turns) => {
    const range = rangeWhere(longitudes, (lon) => lon + 360 * turns >= west && lon + 360 * turns <= east);
    return range === undefined ? [] : [{ range, turns }];
  });
  const reaches = [-360, 0, 360].some((turn) => first + turn <= area.west && last + turn >= area.east);
  return pieces.length > 0 && (isRound || reaches) ? pieces : undefined;
}

/** Distance of two nodes, with a little for rounding. */
function stepOf(nodes: Float64Array): number {
  return (1.0001 * Math.abs(nodes[nodes.length - 1] - nodes[0])) / Math.max(1, nodes.length - 1);
}

function rangeWhere(values: Float64Array, isIn: (value: number) => boolean): Range | undefined {
  const first = values.findIndex(isIn);
  return first < 0 ? undefined : [first, values.findLastIndex(isIn) + 1];
}

function slabOf({ shape }: DatasetInfo, ranges: readonly Range[]): Slab {
  const outer = shape.length - ranges.length;
  const all = [...Array.from({ length: outer }, () => [0, 1] as Range), ...ranges];
  return { start: all.map(([first]) => first), count: all.map(([first, end]) => end - first) };
}

/** Pieces side by side, levels in rising order. */
function joined(
  parts: readonly { values: Float32Array; width: number }[],
  levels: number,
  rows: number,
  isFalling: boolean,
): Float32Array {
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const out = new Float32Array(levels * rows * width);
  let left = 0;
  for (const part of parts) {
    for (let k = 0; k < levels; k++)
      for (let y = 0; y < rows; y++) {
        const from = (k * rows + y) * part.width;
        const to = ((isFalling ? levels - 1 - k : k) * rows + y) * width + left;
        out.set(part.values.subarray(from, from + part.width), to);
      }
    left += part.width;
  }
  return out;
}
