import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietContext } from '../../src/core/context.ts';
import { withH5 } from '../../src/io/hdf5/file.ts';
import type { Attributes } from '../../src/io/hdf5/types.ts';
import { writeProduct } from '../../src/io/products/product.ts';

/** Rows and columns of the tiny products: not square, so that swapped axes show. */
export const TINY = { length: 5, width: 7 } as const;

export const TINY_ATTRIBUTES: Attributes = {
  LENGTH: '5',
  WIDTH: '7',
  REF_Y: '1',
  REF_X: '2',
  PLATFORM: 'Env',
  CENTER_LINE_UTC: '0',
  WAVELENGTH: '0.056',
  STARTING_RANGE: '830000',
  RANGE_PIXEL_SIZE: '20',
  AZIMUTH_PIXEL_SIZE: '60',
  EARTH_RADIUS: '6371000',
  HEIGHT: '790000',
  ANTENNA_SIDE: '-1',
};

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'mintsar-steps-'));

/** A raster from a function of row and column. */
export function tinyGrid(value: (y: number, x: number) => number): Float32Array {
  return Float32Array.from({ length: 35 }, (_, i) => value(Math.floor(i / 7), i % 7));
}

/** A time-series file from a function of date, row and column; relative to its first date unless told otherwise. */
export async function tinySeries(
  path: string,
  dates: readonly string[],
  value: (k: number, y: number, x: number) => number,
  {
    bperp = dates.map((_, k) => 50 * k),
    attributes = {},
  }: { bperp?: number[]; attributes?: Attributes } = {},
): Promise<string> {
  const values = new Float32Array(dates.length * 35);
  dates.forEach((_, k) => {
    values.set(
      tinyGrid((y, x) => value(k, y, x)),
      k * 35,
    );
  });
  await writeProduct(
    path,
    { ...TINY_ATTRIBUTES, FILE_TYPE: 'timeseries', UNIT: 'm', REF_DATE: dates[0], ...attributes },
    [
      { name: 'timeseries', type: 'f4', shape: [dates.length, 5, 7], values },
      { name: 'date', type: `S${dates[0].length}`, shape: [dates.length], values: [...dates] },
      { name: 'bperp', type: 'f4', shape: [dates.length], values: Float32Array.from(bperp) },
    ],
    quietContext(),
  );
  return path;
}

/** A file with rasters of the tiny size. */
export async function tinyRasters(
  path: string,
  rasters: Readonly<Record<string, Float32Array>>,
  attributes: Attributes = {},
): Promise<string> {
  await writeProduct(
    path,
    { ...TINY_ATTRIBUTES, FILE_TYPE: Object.keys(rasters)[0], ...attributes },
    Object.entries(rasters).map(([name, values]) => ({ name, type: 'f4', shape: [5, 7], values })),
    quietContext(),
  );
  return path;
}

/** Values of a dataset as plain numbers. */
export async function valuesOf(path: string, dataset: string): Promise<number[]> {
  return withH5(path, (file) => Array.from(file.read(dataset) as Float32Array));
}

export async function attributesOf(path: string): Promise<Attributes> {
  return withH5(path, (file) => file.attributes);
}
