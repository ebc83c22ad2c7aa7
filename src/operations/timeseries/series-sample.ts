import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { rereference } from '../../core/timeseries/rereference.ts';
import { readUsed } from '../scatter/series-scatter.ts';
import { readSamples } from '../unwrapping/pixel-samples.ts';
import type { VelocityFit } from './velocity-request.ts';

/** Rows of the scene that are looked at, and pixels of each. */
const ROWS = 4;
const PIXELS_OF_ROW = 100;

/** Series of a few hundred reliable pixels, relative to what the velocity will be. */
export interface SeriesSample {
  readonly rows: readonly Int32Array[];
  /** [numDate, numPixel] */
  readonly values: Float32Array;
}

/** Read them: maskTempCoh.h5 beside the series tells which pixels are reliable. */
export async function readSeriesSample(
  { series, used, reference }: VelocityFit,
  context: Context,
): Promise<SeriesSample> {
  const rows = rowSample(await readUsed(series), series);
  const values = await readRows({ path: series.path, dataset: 'timeseries', planes: used }, rows, context);
  rereference(values, used.length, values.length / used.length, reference);
  return { rows, values };
}

/** Pixels of a mask in few rows, that with most of them in each quarter of the scene. */
function rowSample(
  mask: Uint8Array,
  { length, width }: { readonly length: number; readonly width: number },
): Int32Array[] {
  return Array.from({ length: ROWS }, (_, band) => {
    let best: number[] = [];
    for (let y = Math.floor((band * length) / ROWS); y < Math.floor(((band + 1) * length) / ROWS); y++) {
      const row: number[] = [];
      for (let i = y * width; i < (y + 1) * width; i++) if (mask[i] !== 0) row.push(i);
      if (row.length > best.length) best = row;
    }
    const step = Math.max(1, Math.floor(best.length / PIXELS_OF_ROW));
    return Int32Array.from(best.filter((_pixel, n) => n % step === step >> 1));
  }).filter((pixels) => pixels.length > 0);
}

/** Values at the pixels of some rows [numPlane, numPixel]; row by row, as those in between need not be decoded. */
export async function readRows(
  { path, dataset, planes }: BlockSource,
  rows: readonly Int32Array[],
  context: Context,
): Promise<Float32Array> {
  const numPixel = rows.reduce((sum, pixels) => sum + pixels.length, 0);
  const out = new Float32Array(planes!.length * numPixel);
  let start = 0;
  for (const pixels of rows) {
    const samples = await readSamples({ path, dataset, planes: planes!, pixels }, context);
    for (const [k, values] of samples.entries()) out.set(values, k * numPixel + start);
    start += pixels.length;
  }
  return out;
}
