const DAYS_OF_YEAR = 365.25;
/** Line, sine and cosine of a year. */
const NUM_TERM = 3;
/**
 * How large noise is against the seasonal terms when nothing else decides about them, squared: what the dates of a piece cannot
 * tell from the line stays small, what they can is shortened by some hundredths.
 */
const SEASON_DAMPING = 0.25;

/** Places the pieces of a pixel's network by a model of its motion. */
export type PlaceByModel = (phase: Float64Array, pieceOfDate: Int32Array, reference: number) => void;

/**
 * Shift each piece of a network to where a line with an annual period continues it (NSBAS: Doin et al. 2011, Proc. Fringe,
 * ESA SP-697; López-Quiroz et al. 2009, doi:10.1016/j.jappgeo.2009.02.002). In NSBAS equations of the model, of a weight that
 * goes to zero, join those of the interferograms: the interferograms decide within pieces, the model between them. So the model is
 * the one that fits all pieces best when each has an offset of its own,
 *
 *     min over m, o:  sum_k (phase_k + o_piece(k) - m1 t_k - m2 sin 2 pi t_k - m3 cos 2 pi t_k)^2 + 0.25 (m2^2 + m3^2)
 *
 * and the offsets follow from it. The piece of the reference date stays in place.
 *
 * @param days time of each date, days from any day on [numDate]
 * @returns a function that changes the phases of one pixel [numDate] with the label of each date's piece [numDate]
 */
export function gapModel(days: ArrayLike<number>): PlaceByModel {
  const numDate = days.length;
  const term = new Float64Array(numDate * NUM_TERM);
  for (let k = 0; k < numDate; k++) {
    const year = days[k] / DAYS_OF_YEAR;
    term[3 * k] = year;
    term[3 * k + 1] = Math.sin(2 * Math.PI * year);
    term[3 * k + 2] = Math.cos(2 * Math.PI * year);
  }
  const members = new Int32Array(numDate);
  const mean = new Float64Array(NUM_TERM + 1);
  const normal = new Float64Array(NUM_TERM * NUM_TERM);
  const model = new Float64Array(NUM_TERM);

  /** Dates of the piece of date k into `members`, and their mean terms and phase. @returns their number; 0 if met before */
  function pieceFrom(k: number, phase: Float64Array, pieceOfDate: Int32Array): number {
    for (let earlier = 0; earlier < k; earlier++) if (pieceOfDate[earlier] === pieceOfDate[k]) return 0;
    let count = 0;
    mean.fill(0);
    for (let d = k; d < numDate; d++) {
      if (pieceOfDate[d] !== pieceOfDate[k]) continue;
      members[count++] = d;
      for (let q = 0; q < NUM_TERM; q++) mean[q] += term[3 * d + q];
      mean[NUM_TERM] += phase[d];
    }
    for (let q = 0; q <= NUM_TERM; q++) mean[q] /= count;
    return count;
  }

  /** What the model has at the middle of a piece beyond its phase there. */
  const lift = () => model[0] * mean[0] + model[1] * mean[1] + model[2] * mean[2] - mean[NUM_TERM];

  return (phase, pieceOfDate, reference) => {
    normal.fill(0);
    model.fill(0);
    for (let k = 0; k < numDate; k++) {
      const count = pieceFrom(k, phase, pieceOfDate);
      for (let n = 0; n < count; n++) {
        const d = members[n];
        const value = phase[d] - mean[NUM_TERM];
        for (let q = 0; q < NUM_TERM; q++) {
          const x = term[3 * d + q] - mean[q];
          model[q] += x * value;
          for (let r = 0; r <= q; r++) normal[3 * q + r] += x * (term[3 * d + r] - mean[r]);
        }
      }
    }
    normal[4] += SEASON_DAMPING;
    normal[8] += SEASON_DAMPING;
    solveThree(normal, model);
    let atReference = 0;
    for (let k = 0; k < numDate; k++) {
      const count = pieceFrom(k, phase, pieceOfDate);
      if (count > 0 && pieceOfDate[k] === pieceOfDate[reference]) atReference = lift();
    }
    for (let k = 0; k < numDate; k++) {
      const count = pieceFrom(k, phase, pieceOfDate);
      if (count === 0 || pieceOfDate[k] === pieceOfDate[reference]) continue;
      const shift = lift() - atReference;
      for (let n = 0; n < count; n++) phase[members[n]] += shift;
    }
  };
}

/** Cholesky of three equations in place; a line that no piece shows (all of one date) is 0. */
function solveThree(a: Float64Array, x: Float64Array): void {
  if (a[0] === 0) a[0] = 1;
  for (let j = 0; j < 3; j++) {
    for (let i = 0; i <= j; i++) {
      let sum = a[3 * j + i];
      for (let k = 0; k < i; k++) sum -= a[3 * j + k] * a[3 * i + k];
      a[3 * j + i] = i === j ? Math.sqrt(sum) : sum / a[3 * i + i];
    }
  }
  for (let j = 0; j < 3; j++) {
    for (let k = 0; k < j; k++) x[j] -= a[3 * j + k] * x[k];
    x[j] /= a[3 * j + j];
  }
  for (let j = 2; j >= 0; j--) {
    for (let k = j + 1; k < 3; k++) x[j] -= a[3 * k + j] * x[k];
    x[j] /= a[3 * j + j];
  }
}
