import { DAYS_PER_YEAR, temporalBaselines } from '../dates.ts';
import { NetworkError, ShapeError } from '../errors.ts';
import { displacementPerRadian } from '../inversion/displacement-scale.ts';
import { networkStructure } from '../inversion/network-structure.ts';
import { groundPieces } from '../inversion/pieces.ts';
import { decompose, solveFactored } from '../inversion/skyline.ts';
import { type DecorrelationModel, expectedCoherence } from './decorrelation-model.ts';
import { type Pair, pairIndices } from './pairs.ts';
import { perpBaselineTimeseries } from './perpendicular-baseline.ts';

export interface ForecastOptions {
  readonly model: DecorrelationModel;
  /** independent looks of a pixel */
  readonly looks: number;
  /** m */
  readonly wavelength: number;
}

/** What a network will make of the noise of its acquisitions. */
export interface VelocityForecast {
  /** standard deviation of a pixel's velocity by decorrelation, m/yr */
  readonly decorrelation: number;
  /** the same per metre of a delay that differs from date to date without memory, 1/yr; no network changes it */
  readonly perDelay: number;
}

/** Below this, the linear propagation of phase noise ends. */
const LEAST_COHERENCE = 0.05;

/**
 * Standard deviation of the velocity that a network will give, before there is a single interferogram.
 *
 * Multilooked phases of pairs (i, j) and (k, l) of the same acquisitions are correlated; for many looks L
 * (Samiei-Esfahany et al. 2016, doi:10.1109/TGRS.2016.2566604, real coherences)
 *
 *     cov = (gamma_ik gamma_jl - gamma_il gamma_jk) / (2 L gamma_ij gamma_kl)
 *
 * which is (1 - gamma^2) / (2 L gamma^2) for a single one. It is propagated through the inversion weighted by phase variance
 * and the fit of a line to all dates of equal weight.
 *
 * @param pairs [numIfgram], all connected
 * @param bperp of every pair, m
 * @throws {NetworkError} when the pairs fall into pieces, or are of fewer than three dates
 * @throws {ShapeError} when pairs and baselines differ in number
 */
export function forecastVelocity(
  pairs: readonly Pair[],
  bperp: ArrayLike<number>,
  { model, looks, wavelength }: ForecastOptions,
): VelocityForecast {
  if (bperp.length !== pairs.length)
    throw new ShapeError(`${bperp.length} perpendicular baselines for ${pairs.length} pairs.`);
  const structure = networkStructure(pairs);
  const { dates, numIfgram, numDate, numUnknown, numEntry, unknown, diagonal, coupling } = structure;
  if (structure.numPiece > 1 || numDate < 3)
    throw new NetworkError(
      `${numIfgram} pairs of ${numDate} dates in ${structure.numPiece} pieces give no velocity.`,
      'Three dates that are connected are the least.',
    );
  const days = temporalBaselines(dates);
  const baseline = perpBaselineTimeseries(pairs, bperp);
  const gamma = new Float64Array(numDate * numDate);
  for (let i = 0; i < numDate; i++)
    for (let j = 0; j < numDate; j++) {
      const expected = expectedCoherence(model, days[j] - days[i], baseline[j] - baseline[i]);
      gamma[i * numDate + j] = i === j ? 1 : Math.max(LEAST_COHERENCE, expected);
    }
  const { first, second } = pairIndices(pairs, dates);
  const own = Float64Array.from({ length: numIfgram }, (_, e) => gamma[first[e] * numDate + second[e]]);

  // How much the velocity takes of every date: the line's slope.
  const mean = days.reduce((sum, day) => sum + day, 0) / numDate;
  const years = days.map((day) => (day - mean) / DAYS_PER_YEAR);
  const spread = years.reduce((sum, year) => sum + year * year, 0);
  const slope = years.map((year) => year / spread);

  // And of every pair: L x = slope, share = W A x, with the weighted Laplacian L of the inversion.
  const weight = own.map((value) => (2 * looks * value * value) / (1 - value * value));
  const matrix = new Float64Array(numEntry + 1);
  const solution = new Float64Array(numUnknown + 1);
  for (let e = 0; e < numIfgram; e++) {
    matrix[diagonal[structure.first[e]]] += weight[e];
    matrix[diagonal[structure.second[e]]] += weight[e];
    matrix[coupling[e]] -= weight[e];
  }
  slope.forEach((value, k) => {
    solution[unknown[k]] = value;
  });
  groundPieces(structure.piece, matrix, diagonal, 0, 1);
  decompose(structure, matrix, 1);
  solveFactored(structure, matrix, solution, 1);
  const share = weight.map((w, e) => w * (solution[structure.second[e]] - solution[structure.first[e]]));

  let variance = 0;
  for (let e = 0; e < numIfgram; e++) {
    const [i, j] = [first[e] * numDate, second[e] * numDate];
    let sum = 0;
    for (let f = 0; f < numIfgram; f++) {
      const [k, l] = [first[f], second[f]];
      sum += (share[f] / own[f]) * (gamma[i + k] * gamma[j + l] - gamma[i + l] * gamma[j + k]);
    }
    variance += (share[e] / own[e]) * sum;
  }
  const radians = Math.sqrt(Math.max(0, variance) / (2 * looks));
  return {
    decorrelation: radians * Math.abs(displacementPerRadian(wavelength)),
    perDelay: 1 / Math.sqrt(spread),
  };
}

/**
 * Delay of an acquisition relative to a reference point along the line of sight, one standard deviation: turbulence of two
 * acquisitions differs by 2.5 mm √km in the zenith (Emardson et al. 2003, doi:10.1029/2002JB001781).
 *
 * @param distance to the reference point, km
 * @param incidenceAngle rad
 * @returns m
 */
export function turbulentDelay(distance: number, incidenceAngle: number): number {
  return (0.0025 * Math.sqrt(distance)) / Math.SQRT2 / Math.cos(incidenceAngle);
}
