import { type BandWork, bandRows, goDown, goOn, type Smoother } from './row-bands.ts';
import { AS_IS, MARKS, NOTHING_FOR_GAPS } from './row-loops.ts';
import { keptRowSums } from './row-sums.ts';

/**
 * How far from its middle a Gaussian goes, pixels: it is cut at four standard deviations.
 * @param sigma standard deviation, pixels
 */
export function gaussianReach(sigma: number): number {
  return Math.floor(4 * sigma + 0.5);
}

/**
 * One half of a Gaussian that is cut at four standard deviations, middle first; the whole adds up to 1.
 * @param sigma standard deviation, pixels
 */
function halfGaussian(sigma: number): Float64Array {
  const reach = gaussianReach(sigma);
  const half = Float64Array.from({ length: reach + 1 }, (_, k) => Math.exp(-0.5 * (k / sigma) ** 2));
  const sum = half.reduce((total, weight) => total + 2 * weight, -half[0]);
  return half.map((weight) => weight / sum);
}

function preparePasses(sigma: number) {
  const half = halfGaussian(sigma);
  const reach = half.length - 1;
  const loopsFor = keptRowSums((width) => {
    const rows = bandRows(width, 2 * reach);
    return { width, rows, rowsAtHand: rows + 2 * reach, half };
  });
  return { half, reach, loopsFor };
}

/**
 * Prepare a Gaussian mean around every pixel, of what is inside the raster: one pass along the rows, one along the columns.
 * NaN spreads over the reach of the Gaussian.
 *
 * @param sigma standard deviation, pixels; the Gaussian is cut at four of them
 */
export function prepareGaussianMean(sigma: number): Smoother {
  const { half, reach, loopsFor } = preparePasses(sigma);
  return (raster, part, use) => {
    const width = raster.shape[1];
    const loops = loopsFor(width);
    const { sums, sumStride } = loops;
    const [down, across] = [part.length, width].map((n) => sharesInside(half, n));
    goDown(raster, part, loops, {
      above: reach,
      below: reach,
      enter: (first, count) => loops.weighAcross(first, count, false, AS_IS, 'lines'),
      standIn: () => undefined,
      work(y, rows) {
        loops.weighDown('lines', 'sums', rows);
        for (let r = 0; r < rows; r++)
          for (let x = 0; x < width; x++) sums[r * sumStride + x] /= down[y + r] * across[x];
        use(loops, y, rows, reach);
      },
    });
  };
}

/**
 * Prepare a Gaussian mean of what is there: pixels without data (NaN) neither count nor get a value. The edges of the raster
 * go on.
 *
 * @param sigma standard deviation, pixels
 */
export function prepareGaussianMeanOfData(sigma: number): Smoother {
  const { half, reach, loopsFor } = preparePasses(sigma);
  const sumOf = (value: number) =>
    half.reduce((sum, weight, k) => (k === 0 ? weight * value : sum + weight * (value + value)), 0);
  // Shares are relative to a window without gaps, which is thus divided by 1: the same bits as where no gap is near.
  const whole = sumOf(sumOf(1));
  return (raster, part, use) => {
    const loops = loopsFor(raster.shape[1]);
    const { length } = part;
    const band: BandWork = {
      above: reach,
      below: reach,
      enter: (first, count) => loops.weighAcross(first, count, true, NOTHING_FOR_GAPS, 'lines'),
      standIn: (row) => (row < 0 ? 0 : length - 1),
      work(y, rows, { first, count }) {
        loops.weighDown('lines', 'sums', rows);
        if (loops.flags.subarray(first, first + count).includes(1)) {
          loops.weighAcross(first, count, true, MARKS, 'gapLines');
          goOn(loops.gapLines, loops, band, y, length);
          loops.weighDown('gapLines', 'others', rows);
          loops.divideByShares(reach, whole, rows);
        }
        use(loops, y, rows, reach);
      },
    };
    goDown(raster, part, loops, band);
  };
}

/** Which share of a Gaussian around each of n places lies inside. */
function sharesInside(half: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    let share = 0;
    const reach = half.length - 1;
    for (let k = Math.max(0, i - reach); k <= Math.min(n - 1, i + reach); k++) share += half[Math.abs(k - i)];
    return share;
  });
}
