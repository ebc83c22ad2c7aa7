import { breathe } from '../../compute/inline.ts';
import { stopIfAborted } from '../../compute/stop.ts';
import type { Context } from '../../core/context.ts';
import { latLonToPixel } from '../../core/geometry/map-grid.ts';
import { NearestPixels } from '../../core/geometry/nearest-pixels.ts';
import { azimuthGroundSpacing, rangeGroundSpacing } from '../../core/geometry/radar-geometry.ts';
import type { Places } from '../../io/points/places.ts';
import type { PointBlock } from '../../io/points/point-table.ts';
import type { Product } from '../../io/products/product.ts';
import { type Band, BandReader, counts, positionInBand, takeColumn } from './band.ts';
import { isRasterColumn, isWritten } from './column.ts';
import type { PointTable } from './point-table-source.ts';

/** Pixels of listed places; -1 outside of the image. */
export interface PlacedPixels {
  readonly y: Int32Array;
  readonly x: Int32Array;
}

/** How far a place may be from the centre of the nearest radar pixel, in pixels. */
const REACH = 16;

/** Find the pixels of places: on a map that which covers it, in radar coordinates the nearest one. */
export async function placePixels(
  table: PointTable,
  main: Product,
  places: Places,
  context: Context,
): Promise<PlacedPixels> {
  const { length, width, facts } = main;
  const inside = (y: number, x: number) => y >= 0 && x >= 0 && y < length && x < width;
  if (places.kind === 'pixels' || facts.isGeocoded) {
    const pixels = Array.from(places.y, (y, i) =>
      places.kind === 'pixels'
        ? [Math.floor(y), Math.floor(places.x[i])]
        : latLonToPixel(facts.map, y, places.x[i]),
    );
    return {
      y: Int32Array.from(pixels, ([y, x]) => (inside(y, x) ? y : -1)),
      x: Int32Array.from(pixels, ([y, x]) => (inside(y, x) ? x : -1)),
    };
  }
  const spacing = Math.max(azimuthGroundSpacing(facts.radar), rangeGroundSpacing(facts.radar));
  const nearest = new NearestPixels(places.y, places.x, REACH * spacing);
  const { latitude, longitude } = table.inputs;
  const reader = await BandReader.open({ ...table, inputs: { latitude, longitude } }, context.maxMemory);
  try {
    for (let y0 = 0; y0 < length; y0 += reader.rows) {
      stopIfAborted(context);
      const band = reader.read(y0, Math.min(length, y0 + reader.rows));
      for (let pixel = 0; pixel < (band.y1 - band.y0) * width; pixel++) {
        const place = positionInBand(table, band, pixel);
        if (place !== undefined)
          nearest.meet(y0 + Math.floor(pixel / width), pixel % width, place[0], place[1]);
      }
    }
  } finally {
    reader.close();
  }
  return nearest;
}

/** Memory for the values of places that are read together, bytes. */
const CHUNK_BYTES = 16 << 20;

/**
 * Values at places, in their order. Rows are read once for all places near them.
 * @param half half width of the window whose mean is taken
 * @param use gets a block; places outside of the image have no values
 */
export async function forEachPlace(
  table: PointTable,
  places: Places,
  pixels: PlacedPixels,
  half: number,
  context: Context,
  use: (block: PointBlock) => void | Promise<void>,
): Promise<void> {
  const reader = await BandReader.open(table, context.maxMemory);
  const size = Math.max(1, Math.floor(CHUNK_BYTES / (4 * table.columns.length)));
  const total = places.y.length;
  try {
    for (let first = 0; first < total; first += size) {
      stopIfAborted(context);
      context.progress('reading places', first, total);
      await use(blockOfPlaces(table, reader, places, pixels, first, Math.min(total, first + size), half));
      await breathe();
    }
    context.progress('reading places', total, total);
  } finally {
    reader.close();
  }
}

function blockOfPlaces(
  table: PointTable,
  reader: BandReader,
  places: Places,
  pixels: PlacedPixels,
  first: number,
  end: number,
  half: number,
): PointBlock {
  const count = end - first;
  const [y, x] = [pixels.y.subarray(first, end), pixels.x.subarray(first, end)];
  const isDegrees = places.kind === 'degrees';
  const given = (values: Float64Array) =>
    isDegrees ? values.slice(first, end) : new Float64Array(count).fill(Number.NaN);
  const [latitude, longitude] = [given(places.y), given(places.x)];
  const columns = table.columns.filter(isRasterColumn);
  const taken = new Map(
    columns.map(({ field }) => [field.name, new Float32Array(count).fill(Number.NaN)] as const),
  );
  for (const [y0, y1, slots] of bandsAround(y, half, table.length, reader)) {
    const band = reader.read(y0, y1);
    const kept = slots.filter((i) => half > 0 || counts(band, inBand(band, y[i], x[i])));
    const at = kept.map((i) => inBand(band, y[i], x[i]));
    for (const column of columns) takeColumn(taken.get(column.field.name)!, column, band, at, kept, half);
    for (const i of slots) {
      const place = positionInBand(table, band, inBand(band, y[i], x[i]));
      if (place !== undefined) [latitude[i], longitude[i]] = place;
    }
  }
  const known = { first, count, latitude, longitude, y, x, of: (name: string) => taken.get(name) };
  const values = table.columns
    .filter(isWritten)
    .map((column) => (isRasterColumn(column) ? taken.get(column.field.name)! : column.derive(known)));
  return { count, latitude, longitude, values };
}

function inBand({ y0, width }: Band, y: number, x: number): number {
  return (y - y0) * width + x;
}

/** Bands of rows that hold the windows of places, and which places these are. */
function* bandsAround(
  y: Int32Array,
  half: number,
  length: number,
  { rows, chunkRows }: BandReader,
): Generator<[y0: number, y1: number, slots: Int32Array]> {
  const order = Int32Array.from(y.keys())
    .filter((i) => y[i] >= 0)
    .sort((a, b) => y[a] - y[b]);
  for (let from = 0; from < order.length; ) {
    const y0 = Math.max(0, y[order[from]] - half);
    let y1 = Math.min(length, y[order[from]] + half + 1);
    let to = from + 1;
    for (; to < order.length; to++) {
      const next = y[order[to]];
      const end = Math.min(length, next + half + 1);
      if (end - y0 > Math.max(rows, 2 * half + 1) || next - half > y1 + chunkRows) break;
      y1 = end;
    }
    yield [y0, y1, order.subarray(from, to)];
    from = to;
  }
}
