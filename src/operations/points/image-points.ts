import { breathe } from '../../compute/inline.ts';
import { stopIfAborted } from '../../compute/stop.ts';
import type { Box } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { rangeNear } from '../../core/geometry/longitude.ts';
import type { Bounds } from '../../core/geometry/map-grid.ts';
import type { PointBlock } from '../../io/points/point-table.ts';
import { type Band, BandReader, counts, positionInBand, takeColumn } from './band.ts';
import { isRasterColumn, isWritten } from './column.ts';
import type { PointTable } from './point-table-source.ts';

/** Which pixels of an image become points. */
export interface ImageArea {
  readonly box: Box;
  /** degrees; pixels outside are left out */
  readonly bounds?: Bounds;
  /** one pixel of so many lines and samples */
  readonly step?: number;
}

/** What is needed to know which pixels are points. */
const PLACING = ['mask', 'latitude', 'longitude'];

/** Number of points of an image: pixels that count and have a place. */
export async function countPoints(table: PointTable, area: ImageArea, context: Context): Promise<number> {
  const { mask, latitude, longitude } = table.inputs;
  const named = Object.entries({ mask, latitude, longitude }).filter(([, source]) => source !== undefined);
  const reader = await BandReader.open({ ...table, inputs: Object.fromEntries(named) }, context.maxMemory);
  try {
    let count = 0;
    for (const [y0, y1] of bandsOf(area.box, reader.rows))
      count += pick(table, reader.read(y0, y1, PLACING), area).count;
    return count;
  } finally {
    reader.close();
  }
}

/** The points of an image, row by row. @param use gets a block, whose memory is used again for the next one */
export async function forEachBlock(
  table: PointTable,
  area: ImageArea,
  context: Context,
  use: (block: PointBlock) => void | Promise<void>,
): Promise<void> {
  const reader = await BandReader.open(table, context.maxMemory);
  const { y0: start, y1: end } = area.box;
  const memory = new Map<string, Float32Array>();
  let first = 0;
  try {
    for (const [y0, y1] of bandsOf(area.box, reader.rows)) {
      stopIfAborted(context);
      context.progress('writing points', y0 - start, end - start);
      const band = reader.read(y0, y1);
      const picked = pick(table, band, area);
      if (picked.count > 0) await use(blockOf(table, band, picked, first, memory));
      first += picked.count;
      await breathe();
    }
    context.progress('writing points', end - start, end - start);
  } finally {
    reader.close();
  }
}

function* bandsOf({ y0, y1 }: Box, rows: number): Generator<[y0: number, y1: number]> {
  // Bands begin at multiples of their height, as chunks do.
  for (let y = y0; y < y1; ) {
    const next = Math.min(y1, (Math.floor(y / rows) + 1) * rows);
    yield [y, next];
    y = next;
  }
}

/** Pixels of a band that are points. */
interface Picked {
  readonly count: number;
  readonly pixels: Int32Array;
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
}

function pick(table: PointTable, band: Band, { box, bounds, step = 1 }: ImageArea): Picked {
  const most = (band.y1 - band.y0) * (box.x1 - box.x0);
  const pixels = new Int32Array(most);
  const latitude = new Float64Array(most);
  const longitude = new Float64Array(most);
  let count = 0;
  for (let y = band.y0; y < band.y1; y++) {
    if ((y - box.y0) % step !== 0) continue;
    for (let x = box.x0; x < box.x1; x += step) {
      const pixel = (y - band.y0) * band.width + x;
      if (!counts(band, pixel)) continue;
      const place = positionInBand(table, band, pixel);
      if (place === undefined || !isWithin(bounds, place)) continue;
      pixels[count] = pixel;
      latitude[count] = place[0];
      longitude[count] = place[1];
      count++;
    }
  }
  return {
    count,
    pixels: pixels.subarray(0, count),
    latitude: latitude.subarray(0, count),
    longitude: longitude.subarray(0, count),
  };
}

function isWithin(bounds: Bounds | undefined, [lat, lon]: readonly [number, number]): boolean {
  if (bounds === undefined) return true;
  if (!(lat >= bounds.south && lat <= bounds.north)) return false;
  const { west, east } = rangeNear(bounds, { west: lon, east: lon });
  return lon >= west && lon <= east;
}

function blockOf(
  table: PointTable,
  band: Band,
  picked: Picked,
  first: number,
  memory: Map<string, Float32Array>,
): PointBlock {
  const { count, pixels, latitude, longitude } = picked;
  const slots = Int32Array.from({ length: count }, (_, i) => i);
  const taken = new Map<string, Float32Array>();
  for (const column of table.columns.filter(isRasterColumn)) {
    const { name } = column.field;
    if ((memory.get(name)?.length ?? -1) < count) memory.set(name, new Float32Array(count));
    const out = memory.get(name)!.subarray(0, count);
    takeColumn(out, column, band, pixels, slots, 0);
    taken.set(name, out);
  }
  const known = {
    first,
    count,
    latitude,
    longitude,
    y: pixels.map((pixel) => band.y0 + Math.floor(pixel / band.width)),
    x: pixels.map((pixel) => pixel % band.width),
    of: (name: string) => taken.get(name),
  };
  const values = table.columns
    .filter(isWritten)
    .map((column) => (isRasterColumn(column) ? taken.get(column.field.name)! : column.derive(known)));
  return { count, latitude, longitude, values };
}
