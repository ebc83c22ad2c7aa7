import { temporalBaselines } from '../dates.ts';
import type { Matrix } from '../linalg/matrix.ts';

/** Correlation times that are told apart, days; the first is none. */
export const CORRELATION_DAYS = [0, 4, 6, 9, 12, 16, 22, 30, 42, 60, 90, 140, 220];
/** Standard deviations by which the residual of neighbouring dates must agree to count as correlated. */
const SHOWN_BY = 2;

/** What the residual of a fit in time tells of noise that every date has by itself. */
export interface TemporalNoise {
  /** trace of M R M and of M B M R by correlation time, see {@link temporalNoise} */
  readonly power: Float64Array;
  readonly neighbour: Float64Array;
  /** g R gᵀ of every parameter, g its row of G⁺ [correlation time, numParameter] */
  readonly spread: Float64Array;
  /**
   * Variance of the noise and the correlation time (index) that agree with what is left of the residual's power and of its
   * products of neighbours.
   */
  split(power: number, neighbour: number): { readonly variance: number; readonly time: number };
}

/**
 * Noise of the dates themselves (atmosphere, motion beyond the model) as white, or as first-order autoregressive,
 * R_kl = exp(-|t_k - t_l| / tau), where the residual shows it. With M = 1 - G G⁺, e = M d and B the mean of the shifts to the
 * neighbours before and after, the moments of the residual are
 *
 *     E[eᵀ e] = tr(M C) + s² tr(M R),   E[eᵀ B e] = tr(M B M C) + s² tr(M B M R)
 *
 * so that s² and tau follow from both once the part C of decorrelation is known.
 *
 * @param dates of the fit, in order [numDate]
 * @param design G [numDate, numParameter]
 * @param inverse G⁺ [numParameter, numDate]
 * @throws {DateError} for dates that cannot be read
 */
export function temporalNoise(dates: readonly string[], design: Matrix, inverse: Matrix): TemporalNoise {
  const numDate = dates.length;
  const numParameter = design.cols;
  const days = temporalBaselines(dates);
  const numTime = CORRELATION_DAYS.length;
  const power = new Float64Array(numTime);
  const neighbour = new Float64Array(numTime);
  const spread = new Float64Array(numTime * numParameter);
  const project = (column: Float64Array) => {
    // M times a column
    const out = column.slice();
    for (let j = 0; j < numParameter; j++) {
      let sum = 0;
      for (let k = 0; k < numDate; k++) sum += inverse.data[j * numDate + k] * column[k];
      for (let k = 0; k < numDate; k++) out[k] -= design.data[k * numParameter + j] * sum;
    }
    return out;
  };
  // M and M B M do not depend on the correlation
  const m = Array.from({ length: numDate }, (_, k) => {
    const unit = new Float64Array(numDate);
    unit[k] = 1;
    return project(unit);
  });
  const mbm = m.map((column) => project(shifted(column)));
  CORRELATION_DAYS.forEach((tau, t) => {
    for (let k = 0; k < numDate; k++) {
      for (let l = 0; l < numDate; l++) {
        const r = k === l ? 1 : tau === 0 ? 0 : Math.exp(-Math.abs(days[k] - days[l]) / tau);
        power[t] += m[k][l] * r;
        neighbour[t] += mbm[k][l] * r;
        for (let j = 0; j < numParameter; j++) {
          spread[t * numParameter + j] += inverse.data[j * numDate + k] * inverse.data[j * numDate + l] * r;
        }
      }
    }
  });
  const ratio = Float64Array.from(power, (value, t) => neighbour[t] / value);
  const shown = ratio[0] + SHOWN_BY / Math.sqrt(numDate);

  function split(left: number, leftOfNeighbours: number): { variance: number; time: number } {
    if (!(left > 0)) return { variance: 0, time: 0 };
    const found = leftOfNeighbours / left;
    let time = 0;
    if (found > shown) {
      while (time + 1 < numTime && Math.abs(ratio[time + 1] - found) <= Math.abs(ratio[time] - found)) time++;
    }
    return { variance: left / power[time], time };
  }
  return { power, neighbour, spread, split };
}

/**
 * Half the sum of the neighbours before and after: B times a column.
 *
 * @param column [numDate]
 * @returns [numDate]
 */
export function shifted(column: ArrayLike<number>): Float64Array {
  return Float64Array.from(column, (_, k) => 0.5 * ((column[k - 1] ?? 0) + (column[k + 1] ?? 0)));
}
