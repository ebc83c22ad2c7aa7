import { temporalBaselines } from '../dates.ts';
import { displacementPerRadian } from '../inversion/displacement-scale.ts';
import { prepareInversion } from '../inversion/inversion.ts';
import type { WeightFunction } from '../inversion/weights.ts';
import { datesOfPairs, type Pair, pairIndices } from '../network/pairs.ts';
import { turbulentDelay } from '../network/velocity-forecast.ts';
import { createGaussian } from '../stats/gaussian.ts';
import { createRandom } from '../stats/random.ts';
import { REQUIREMENTS, type Requirement } from './requirements.ts';
import {
  type Functionals,
  stepFunctional,
  transientFunctionals,
  velocityFunctional,
} from './series-differences.ts';

/** Distances that are told, km. */
const DISTANCES: readonly number[] = [0.1, 1, 5, 10, 20, 50];

/** Pixels that are simulated of a kind. */
const NUM_PIXEL = 200;

/** Kinds of pixels, by the share of pixels that are less coherent. */
const KINDS = [
  { name: 'poor (10 %)', rank: 0.1 },
  { name: 'median', rank: 0.5 },
  { name: 'good (90 %)', rank: 0.9 },
] as const;

export interface AccuracyOptions {
  readonly pairs: readonly Pair[];
  /** coherence of some pixels [numIfgram, numPixel] */
  readonly coherence: Float32Array;
  /** independent looks of a pixel */
  readonly looks: number;
  /** m */
  readonly wavelength: number;
  /** rad */
  readonly incidenceAngle: number;
  readonly weightFunc: WeightFunction;
  /** share of the turbulence that corrections leave, 1 = all */
  readonly turbulence: number;
  readonly seed: number;
}

/** What pixels of a kind come to by decorrelation alone; standard deviations against the truth. */
export interface PixelAccuracy {
  readonly kind: string;
  /** mean of the pairs */
  readonly coherence: number;
  readonly temporalCoherence: number;
  /** m/year, and m of a step in the middle and of two dates 12 days apart */
  readonly velocity: number;
  readonly step: number;
  readonly transient: number;
}

/** Standard deviation of the difference of two median pixels, in the unit of the requirement. */
export interface DistanceAccuracy {
  readonly requirement: Requirement;
  /** km */
  readonly distance: number;
  readonly decorrelation: number;
  readonly turbulence: number;
  readonly total: number;
  readonly limit: number;
}

export interface NetworkAccuracy {
  readonly numDate: number;
  readonly years: number;
  readonly pixels: readonly PixelAccuracy[];
  readonly distances: readonly DistanceAccuracy[];
  /** of data as dense as these until the velocity holds at 50 km */
  readonly yearsNeeded: number;
}

/**
 * What a network can reach: echoes of pixels are simulated from a coherence that decays from date to date as that of the pixels at
 * hand does, multilooked, inverted and fitted, and compared with the truth; turbulence of the troposphere, 2.5 mm sqrt(km) between two
 * places in the zenith (Emardson et al. 2003, doi:10.1029/2002JB001781), is added by its propagation. Unwrapping errors, and
 * what corrections miss beside turbulence, are not in it.
 *
 * @throws {NetworkError} for no pairs
 * @throws {OptionError} for looks below 1
 */
export function networkAccuracy(options: AccuracyOptions): NetworkAccuracy {
  const { pairs, wavelength, incidenceAngle, turbulence } = options;
  const dates = datesOfPairs(pairs);
  const days = temporalBaselines(dates);
  const estimates = {
    velocity: velocityFunctional(dates),
    step: stepFunctional(dates, dates[dates.length >> 1].slice(0, 8)),
    transient: transientFunctionals(dates),
  };
  const pixels = KINDS.map(({ name, rank }, n) => {
    const own = coherenceAtRank(options.coherence, pairs.length, rank);
    return simulatePixels(
      name,
      own,
      days,
      estimates,
      { ...options, seed: options.seed + 31 * n },
      wavelength,
    );
  });
  const [, median] = pixels;
  const distances = REQUIREMENTS.flatMap((requirement) => {
    const key = ({ 658: 'velocity', 660: 'step', 663: 'transient' } as const)[requirement.number];
    const gain = Math.sqrt(meanSquares(estimates[key]));
    return DISTANCES.map((distance): DistanceAccuracy => {
      const decorrelation = 1000 * Math.SQRT2 * median[key];
      const delay = 1000 * gain * turbulence * turbulentDelay(distance, incidenceAngle);
      return {
        requirement,
        distance,
        decorrelation,
        turbulence: delay,
        total: Math.hypot(decorrelation, delay),
        limit: requirement.limit(distance),
      };
    });
  });
  const years = days[days.length - 1] / 365.25;
  const far = distances.filter(({ requirement }) => requirement.number === '658').at(-1)!;
  return {
    numDate: dates.length,
    years,
    pixels,
    distances,
    yearsNeeded: years * (far.total / far.limit) ** (2 / 3),
  };
}

/** Mean square norm of the rows: variance of what they make of independent dates. */
function meanSquares({ rows }: Functionals): number {
  return rows.reduce((sum, row) => sum + row.reduce((all, x) => all + x * x, 0), 0) / rows.length;
}

/** Coherence of the pairs, mean of the pixels whose own mean has about that rank. */
function coherenceAtRank(coherence: Float32Array, numIfgram: number, rank: number): Float64Array {
  const numPixel = coherence.length / numIfgram;
  const mean = Float64Array.from({ length: numPixel }, (_, p) => {
    let sum = 0;
    for (let e = 0; e < numIfgram; e++) sum += coherence[e * numPixel + p];
    return sum / numIfgram;
  });
  const order = Array.from(mean.keys())
    .filter((p) => Number.isFinite(mean[p]))
    .sort((a, b) => mean[a] - mean[b]);
  const middle = Math.round(rank * (order.length - 1));
  const reach = Math.floor(order.length / 20);
  const own = order.slice(Math.max(0, middle - reach), middle + reach + 1);
  return Float64Array.from({ length: numIfgram }, (_, e) => {
    return own.reduce((sum, p) => sum + coherence[e * numPixel + p], 0) / own.length;
  });
}

/** persistent + (start - persistent) exp(-t / memory), by least squares; memory by trial. */
function decayOf(coherence: Float64Array, span: Float64Array) {
  let best = { memory: 50, start: 0.9, persistent: 0.1, misfit: Infinity };
  for (let memory = 5; memory < 3000; memory *= 1.15) {
    let [n, x, xx, y, xy] = [0, 0, 0, 0, 0];
    for (let e = 0; e < coherence.length; e++) {
      const decay = Math.exp(-span[e] / memory);
      n++;
      x += decay;
      xx += decay * decay;
      y += coherence[e];
      xy += decay * coherence[e];
    }
    const det = n * xx - x * x;
    const slope = det > 1e-9 * n * xx ? Math.max(0, (n * xy - x * y) / det) : 0;
    const persistent = Math.min(0.97, Math.max(0, (y - slope * x) / n));
    const start = Math.min(0.98, persistent + slope);
    const misfit = coherence.reduce((sum, gamma, e) => {
      return sum + (gamma - persistent - (start - persistent) * Math.exp(-span[e] / memory)) ** 2;
    }, 0);
    if (misfit < best.misfit) best = { memory, start, persistent, misfit };
  }
  return best;
}

function simulatePixels(
  kind: string,
  coherence: Float64Array,
  days: Float64Array,
  estimates: Readonly<Record<'velocity' | 'step' | 'transient', Functionals>>,
  { pairs, looks, weightFunc, seed }: AccuracyOptions,
  wavelength: number,
): PixelAccuracy {
  const numDate = days.length;
  const { first, second } = pairIndices(pairs, datesOfPairs(pairs));
  const span = Float64Array.from(first, (from, e) => Math.abs(days[second[e]] - days[from]));
  const { memory, start, persistent } = decayOf(coherence, span);
  const gamma = (i: number, j: number) =>
    i === j ? 1 : persistent + (start - persistent) * Math.exp(-Math.abs(days[i] - days[j]) / memory);
  const factor = cholesky(numDate, gamma);
  const gaussian = createGaussian(createRandom(seed));
  const observed = new Float32Array(pairs.length * NUM_PIXEL);
  const quality = new Float32Array(observed.length);
  const [re, im, u, v] = [0, 1, 2, 3].map(() => new Float64Array(numDate));
  const [sumRe, sumIm] = [new Float64Array(pairs.length), new Float64Array(pairs.length)];
  for (let p = 0; p < NUM_PIXEL; p++) {
    sumRe.fill(0);
    sumIm.fill(0);
    for (let look = 0; look < looks; look++) {
      for (let d = 0; d < numDate; d++) {
        u[d] = gaussian();
        v[d] = gaussian();
        [re[d], im[d]] = [0, 0];
        for (let k = 0; k <= d; k++) {
          re[d] += factor[d * numDate + k] * u[k];
          im[d] += factor[d * numDate + k] * v[k];
        }
      }
      for (let e = 0; e < pairs.length; e++) {
        const [a, b] = [first[e], second[e]];
        sumRe[e] += re[b] * re[a] + im[b] * im[a];
        sumIm[e] += im[b] * re[a] - re[b] * im[a];
      }
    }
    for (let e = 0; e < pairs.length; e++) {
      observed[e * NUM_PIXEL + p] = Math.atan2(sumIm[e], sumRe[e]);
      quality[e * NUM_PIXEL + p] = gamma(first[e], second[e]);
    }
  }
  const scale = displacementPerRadian(wavelength);
  const { timeseries, inversionQuality } = prepareInversion({ weightFunc, pairs, looks, scale }).invert({
    numPixel: NUM_PIXEL,
    observed,
    quality,
  });
  const spread = ({ rows }: Functionals) => {
    let sum = 0;
    for (const row of rows)
      for (let p = 0; p < NUM_PIXEL; p++)
        sum += row.reduce((all, x, d) => all + x * timeseries[d * NUM_PIXEL + p], 0) ** 2;
    return Math.sqrt(sum / rows.length / NUM_PIXEL);
  };
  return {
    kind,
    coherence: coherence.reduce((sum, value) => sum + value, 0) / coherence.length,
    temporalCoherence: inversionQuality.reduce((sum, value) => sum + value, 0) / NUM_PIXEL,
    velocity: spread(estimates.velocity),
    step: spread(estimates.step),
    transient: spread(estimates.transient),
  };
}

/** Lower factor of a covariance [n, n]. */
function cholesky(n: number, at: (i: number, j: number) => number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = at(i, j);
      for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k];
      factor[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / factor[j * n + j];
    }
  return factor;
}
