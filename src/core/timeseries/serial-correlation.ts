import { temporalBaselines } from '../dates.ts';
import { factoriseTimeFunctions, type TimeFunctionFitSetup, whitened } from './fit.ts';
import { parameterDatasets } from './parameter-datasets.ts';
import { CORRELATION_DAYS, temporalNoise } from './temporal-noise.ts';

/** Standard deviations by which the correlation must stand out of chance. */
const SHOWN_BY = 2;
/** Series and dates that are enough. */
const FEWEST_PIXELS = 20;
const FEWEST_DATES = 10;

/** How alike neighbouring dates are in what a fit leaves of a scene. */
export interface SerialCorrelation {
  /** of the noise of neighbouring dates, their mean */
  readonly correlation: number;
  /** true standard deviation of the velocity over that of independent residuals */
  readonly factor: number;
  /** whether it is more than chance */
  readonly isShown: boolean;
  /** series with data */
  readonly numPixel: number;
}

/**
 * The correlation of what a fit leaves of neighbouring dates, and how much too small it makes the standard deviation that takes
 * residuals for independent. With the moments of {@link temporalNoise} for noise R of correlation time tau,
 *
 *     r = mean of eᵀ B e / eᵀ e = tr(M B M R) / tr(M R)    gives tau,
 *     factor² = g R gᵀ (N - P) / (g gᵀ tr(M R)),           g the row of G⁺ that is the velocity,
 *
 * which counts the P parameters and the intervals as they are. Of many evenly spaced dates it becomes sqrt((1 + r) / (1 - r)), of
 * N (1 - r) / (1 + r) effective dates (Bayley & Hammersley 1946, doi:10.2307/2983560). Chance has a part of
 * sqrt(mean of rho² / N) in r, with rho the correlation of two pixels: a scene whose pixels are alike is one series.
 *
 * @param series [numDate, numPixel]; pixels with NaN, or 0 throughout, do not count
 * @returns undefined without a velocity, for fewer than 10 dates or 20 pixels with data
 * @throws {TimeFunctionError} when the dates cannot determine the fit
 */
export function serialCorrelation(
  setup: TimeFunctionFitSetup,
  series: Float32Array,
): SerialCorrelation | undefined {
  const { dates, model } = setup;
  const numDate = dates.length;
  const velocity = parameterDatasets(model).find(({ name }) => name === 'velocity')?.columns[0];
  if (velocity === undefined || numDate < FEWEST_DATES) return undefined;
  const factorisation = factoriseTimeFunctions(setup);
  const { roots } = factorisation;
  const { design, inverse } = whitened(factorisation);
  const numParameter = design.cols;
  const stride = series.length / numDate;
  /** sum of u uᵀ over the pixels, u the residual over its length */
  const products = new Float64Array(numDate * numDate);
  const column = new Float64Array(numDate);
  let numPixel = 0;
  let found = 0;
  for (let p = 0; p < stride; p++) {
    for (let k = 0; k < numDate; k++) column[k] = series[k * stride + p] * (roots?.[k] ?? 1);
    const parameters = Array.from({ length: numParameter }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < numDate; k++) sum += inverse.data[j * numDate + k] * column[k];
      return sum;
    });
    let power = 0;
    for (let k = 0; k < numDate; k++) {
      for (let j = 0; j < numParameter; j++) column[k] -= design.data[k * numParameter + j] * parameters[j];
      power += column[k] * column[k];
    }
    if (!(power > 0)) continue; // no data
    numPixel++;
    for (let k = 0; k < numDate; k++) {
      if (k > 0) found += (column[k] * column[k - 1]) / power;
      for (let l = 0; l < numDate; l++) products[k * numDate + l] += (column[k] * column[l]) / power;
    }
  }
  if (numPixel < FEWEST_PIXELS) return undefined;
  found /= numPixel;
  const likeness = products.reduce((sum, value) => sum + value * value, 0) / numPixel ** 2;

  const { power, neighbour, spread } = temporalNoise(dates, design, inverse);
  const days = temporalBaselines(dates);
  const of = CORRELATION_DAYS.map((tau, t) => {
    let alike = 0;
    for (let k = 1; k < numDate; k++) alike += tau === 0 ? 0 : Math.exp((days[k - 1] - days[k]) / tau);
    const excess = spread[t * numParameter + velocity] / spread[velocity];
    return {
      ratio: neighbour[t] / power[t],
      correlation: alike / (numDate - 1),
      factor: Math.sqrt((excess * (numDate - numParameter)) / power[t]),
    };
  });
  const after = of.findIndex(({ ratio }) => ratio > found);
  const [low, high] =
    after === 0 ? [of[0], of[0]] : after < 0 ? [of.at(-1)!, of.at(-1)!] : [of[after - 1], of[after]];
  const share = low === high ? 0 : (found - low.ratio) / (high.ratio - low.ratio);
  return {
    correlation: low.correlation + share * (high.correlation - low.correlation),
    factor: low.factor + share * (high.factor - low.factor),
    isShown: found - of[0].ratio > SHOWN_BY * Math.sqrt(likeness / numDate),
    numPixel,
  };
}
