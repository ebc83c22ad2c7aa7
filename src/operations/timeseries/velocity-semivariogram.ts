import type { ObservationBlock } from '../../core/inversion/observations.ts';
import type { NoiseInSpace } from '../../core/stats/noise-in-space.ts';
import { pairsByDistance } from '../../core/stats/pairs-by-distance.ts';
import { factoriseTimeFunctions } from '../../core/timeseries/fit.ts';
import { prepareFullUncertainty } from '../../core/timeseries/full-uncertainty.ts';
import { parameterDatasets } from '../../core/timeseries/parameter-datasets.ts';
import { pixelSpacing } from '../profiles/transect.ts';
import type { SeriesSample } from './series-sample.ts';
import type { FullKernelArgs } from './velocity-kernel.ts';
import type { VelocityFit } from './velocity-request.ts';

/**
 * Semivariances of the error of a velocity: half the mean full variance of the velocity of one pixel relative to another, over pairs
 * of pixels by their distance. Decorrelation, which near places do not share, and noise of the dates, which they do, have the
 * weight that they have in the velocity.
 *
 * @param block observations of the sample, NaN or 0 where there are none
 * @returns undefined for a fit without velocity, without the size of pixels or with too few of them
 */
export function velocitySemivariogram(
  { series, setup, used }: VelocityFit,
  { inversion, looks }: FullKernelArgs,
  block: ObservationBlock,
  { rows, values }: SeriesSample,
): NoiseInSpace | undefined {
  const spacing = pixelSpacing(series);
  const velocity = parameterDatasets(setup.model).find(({ name }) => name === 'velocity');
  if (spacing === undefined || velocity === undefined) return undefined;
  const pixels = rows.flatMap((row) => [...row]);
  const pairs = pairsByDistance({
    north: pixels.map((pixel) => Math.floor(pixel / series.width) * spacing.y),
    east: pixels.map((pixel) => (pixel % series.width) * spacing.x),
  });
  const firsts = Int32Array.from(pairs.flatMap(({ first }) => first));
  const seconds = Int32Array.from(pairs.flatMap(({ second }) => second));
  const { numPixel, observed, quality } = block;
  const numPair = firsts.length;
  const ofPairs = (planes: number, of: ArrayLike<number>, both: (a: number, b: number) => number) => {
    const out = new Float32Array(planes * numPair);
    for (let k = 0; k < planes; k++)
      for (let n = 0; n < numPair; n++) {
        const [a, b] = [k * numPixel + firsts[n], k * numPixel + seconds[n]];
        out[k * numPair + n] = both(of[a], of[b]);
      }
    return out;
  };
  const numIfgram = inversion.pairs.length;
  const full = prepareFullUncertainty({
    inversion: { ...inversion, references: undefined },
    looks,
    dates: setup.dates,
    ...factoriseTimeFunctions(setup),
  });
  const { variances } = full(
    {
      numPixel: numPair,
      observed: ofPairs(numIfgram, observed, (a, b) => (a === 0 || b === 0 ? Number.NaN : a - b)),
      quality: quality && ofPairs(numIfgram, quality, Math.min),
    },
    ofPairs(used.length, values, (a, b) => a - b),
  );
  const semivariances: number[] = [];
  let start = velocity.columns[0] * numPair;
  for (const { first } of pairs) {
    const own = variances.subarray(start, start + first.length).filter((variance) => variance > 0);
    semivariances.push(own.reduce((sum, variance) => sum + variance, 0) / own.length / 2);
    start += first.length;
  }
  const known = pairs.map(({ distance }, n) => [distance, semivariances[n]]).filter(([, value]) => value > 0);
  if (known.length === 0) return undefined;
  return { distances: known.map(([distance]) => distance), semivariances: known.map(([, value]) => value) };
}
