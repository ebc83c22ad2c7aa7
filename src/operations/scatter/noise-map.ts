import { type Grid, grid } from '../../core/array.ts';
import { decimalYear } from '../../core/dates.ts';
import { removeSteadyMotion } from '../../core/stats/scatter.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import type { Timeseries } from '../../io/products/timeseries.ts';
import { readPixels, type Sampling, sampledSize } from '../figures/pixels.ts';

/**
 * Noise of every drawn pixel over some dates: root mean square of what they have beside steady motion, less the mean over the
 * pixels that count.
 *
 * @param used [length, width] of the file, 0 = leave out
 * @returns as drawn, m; NaN = left out
 */
export async function readNoiseMap(
  { path, dates: own, width }: Timeseries,
  dates: readonly string[],
  used: Uint8Array,
  sampling: Sampling,
): Promise<Grid> {
  const { length: rows, width: columns } = sampledSize(sampling);
  const numPixel = rows * columns;
  const values = new Float32Array(dates.length * numPixel);
  await withH5(path, (file) => {
    dates.forEach((date, k) => {
      values.set(readPixels(file, 'timeseries', own.indexOf(date), sampling, true).data, k * numPixel);
    });
  });
  removeSteadyMotion(
    values,
    dates.map((date) => decimalYear(date)),
  );
  const { step } = sampling;
  const isUsed = Uint8Array.from({ length: numPixel }, (_, i) => {
    const [y, x] = [Math.floor(i / columns) * step + (step >> 1), (i % columns) * step + (step >> 1)];
    return Number.isNaN(values[i]) || used[y * width + x] === 0 ? 0 : 1;
  });
  const squares = new Float64Array(numPixel);
  dates.forEach((_, k) => {
    const plane = values.subarray(k * numPixel, (k + 1) * numPixel);
    let [sum, count] = [0, 0];
    for (let i = 0; i < numPixel; i++) {
      if (isUsed[i] === 0) continue;
      sum += plane[i];
      count++;
    }
    const mean = sum / count;
    for (let i = 0; i < numPixel; i++) squares[i] += (plane[i] - mean) ** 2;
  });
  const noise = Float32Array.from(squares, (sum, i) =>
    isUsed[i] === 0 ? Number.NaN : Math.sqrt(sum / dates.length),
  );
  return grid(noise, rows, columns);
}
