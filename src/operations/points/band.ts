import type { Values } from '../../core/array.ts';
import type { BlockStore, OpenSource } from '../../core/block-io.ts';
import { standardizeLongitude } from '../../core/geometry/longitude.ts';
import { createStore } from '../../io/block-store.ts';
import type { RasterColumn } from './column.ts';
import type { PointTable } from './point-table-source.ts';

/** Rows of an image with all the rasters of a table. */
export interface Band {
  readonly y0: number;
  readonly y1: number;
  readonly width: number;
  readonly rasters: Readonly<Record<string, Values>>;
}

/** Memory for the rasters of a band, bytes: more gains nothing. */
const BAND_BYTES = 16 << 20;

/** Reads bands of the rasters of a table; opened once, whatever the number of bands. */
export class BandReader {
  readonly #table: PointTable;
  readonly #store: BlockStore;
  readonly #sources: ReadonlyMap<string, OpenSource>;
  /** rows that fit a band */
  readonly rows: number;
  /** rows that are decoded together */
  readonly chunkRows: number;

  private constructor(
    table: PointTable,
    store: BlockStore,
    sources: ReadonlyMap<string, OpenSource>,
    maxMemory: number,
  ) {
    this.#table = table;
    this.#store = store;
    this.#sources = sources;
    const all = [...sources.values()];
    const perPixel = all.reduce((sum, { planes, bytesPerValue }) => sum + planes * bytesPerValue, 0);
    const chunkRows = Math.max(1, ...all.map((source) => source.chunkRows));
    const fit = Math.max(1, Math.floor(Math.min(BAND_BYTES, maxMemory / 4) / (perPixel * table.width)));
    this.chunkRows = chunkRows;
    this.rows = Math.max(chunkRows, Math.floor(fit / chunkRows) * chunkRows);
  }

  static async open(table: PointTable, maxMemory: number): Promise<BandReader> {
    const store = createStore();
    const sources = new Map<string, OpenSource>();
    try {
      for (const [name, source] of Object.entries(table.inputs)) sources.set(name, await store.open(source));
    } catch (error) {
      store.close();
      throw error;
    }
    return new BandReader(table, store, sources, maxMemory);
  }

  /** @param names rasters to read, all unless told; their memory is used again by the next band */
  read(y0: number, y1: number, names: readonly string[] = [...this.#sources.keys()]): Band {
    const { width } = this.#table;
    const block = { y0, y1, width, numPixel: (y1 - y0) * width };
    const rasters = Object.fromEntries(
      names.flatMap((name) => {
        const source = this.#sources.get(name);
        return source === undefined ? [] : [[name, source.read(block)]];
      }),
    );
    return { y0, y1, width, rasters };
  }

  close(): void {
    this.#store.close();
  }
}

/** Whether a pixel of a band counts: not masked out. */
export function counts({ rasters: { mask } }: Band, pixel: number): boolean {
  return mask === undefined || (mask[pixel] !== 0 && !Number.isNaN(mask[pixel]));
}

/**
 * Where a pixel of a band lies, degrees.
 * @returns undefined where the geometry has no place for it: not a number, or 0, 0
 */
export function positionInBand(
  { position }: PointTable,
  { y0, width, rasters: { latitude, longitude } }: Band,
  pixel: number,
): readonly [latitude: number, longitude: number] | undefined {
  if (position !== undefined) return position(y0 + Math.floor(pixel / width), pixel % width);
  const [lat, lon] = [latitude[pixel], longitude[pixel]];
  if (!(Math.abs(lat) <= 90) || !Number.isFinite(lon) || (lat === 0 && lon === 0)) return undefined;
  return [lat, standardizeLongitude(lon)];
}

/**
 * Values of a column at pixels of a band.
 *
 * @param pixels of the band @param slots where in `out` the value of each goes
 * @param half half width of the window whose mean is taken: pixels that count and have a value
 */
export function takeColumn(
  out: Float32Array,
  { input, plane = 0, minus, scale = 1 }: RasterColumn,
  band: Band,
  pixels: Int32Array,
  slots: Int32Array,
  half: number,
): void {
  const values = band.rasters[input];
  const numPixel = (band.y1 - band.y0) * band.width;
  const from = plane * numPixel;
  const first = minus === undefined ? undefined : minus * numPixel;
  if (half > 0) {
    for (let i = 0; i < pixels.length; i++)
      out[slots[i]] = scale * windowMean(band, values, from, first, pixels[i], half);
  } else if (first === undefined) {
    for (let i = 0; i < pixels.length; i++) out[slots[i]] = scale * values[from + pixels[i]];
  } else {
    for (let i = 0; i < pixels.length; i++) {
      out[slots[i]] = scale * Math.fround(values[from + pixels[i]] - values[first + pixels[i]]);
    }
  }
}

function windowMean(
  band: Band,
  values: Values,
  from: number,
  first: number | undefined,
  pixel: number,
  half: number,
): number {
  const { width } = band;
  const [y, x] = [Math.floor(pixel / width), pixel % width];
  const rows = band.y1 - band.y0;
  let sum = 0;
  let n = 0;
  for (let row = Math.max(0, y - half); row <= Math.min(rows - 1, y + half); row++) {
    for (let column = Math.max(0, x - half); column <= Math.min(width - 1, x + half); column++) {
      const at = row * width + column;
      const value = first === undefined ? values[from + at] : values[from + at] - values[first + at];
      if (!counts(band, at) || Number.isNaN(value)) continue;
      sum += value;
      n++;
    }
  }
  return n === 0 ? Number.NaN : sum / n;
}
