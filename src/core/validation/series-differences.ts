import { DAYS_PER_YEAR, temporalBaselines } from '../dates.ts';
import { pseudoInverse } from '../linalg/decompositions.ts';
import { fromRows } from '../linalg/matrix.ts';

/** Linear functionals of a series, one a row: velocity, step, or the difference of two dates. */
export interface Functionals {
  /** [numRow] of [numDate], per unit of the series */
  readonly rows: readonly Float64Array[];
  /** what each row is, in a word */
  readonly labels: readonly string[];
}

/** Velocity by a line through the dates, 1/year. */
export function velocityFunctional(dates: readonly string[]): Functionals {
  return { rows: [estimator(dates, [])[1]], labels: ['velocity'] };
}

/**
 * Step at an event beside a line: of the dates before and from the day on; an acquisition of that very day is left out, as nobody
 * knows on which side of the event it is.
 * @param event YYYYMMDD
 */
export function stepFunctional(dates: readonly string[], event: string): Functionals {
  return { rows: [estimator(dates, [event])[2]], labels: [event] };
}

/** Days of the differences of requirement 663, and how much longer a pair may be. */
const SPAN = 12;
const SLACK = 6;

/**
 * Differences of dates 12 days apart, or of dates one after the other where no two are 12 to 18 days apart.
 * @throws {DateError} for what is no date
 */
export function transientFunctionals(dates: readonly string[]): Functionals {
  const days = temporalBaselines(dates);
  const near = dates.flatMap((_, k) => {
    const next = days.findIndex((day) => day - days[k] >= SPAN);
    return next >= 0 && days[next] - days[k] <= SPAN + SLACK ? [[k, next] as const] : [];
  });
  const pairs = near.length > 0 ? near : dates.slice(1).map((_, k) => [k, k + 1] as const);
  return {
    rows: pairs.map(([a, b]) => Float64Array.from(dates, (_, k) => (k === b ? 1 : k === a ? -1 : 0))),
    labels: pairs.map(([a, b]) => `${dates[a]}_${dates[b]}`),
  };
}

/** Least-squares estimators [constant, velocity, steps...] of [numDate]; days of events take no part. */
function estimator(dates: readonly string[], events: readonly string[]): Float64Array[] {
  const days = temporalBaselines(dates);
  const used = dates.flatMap((date, k) => (events.includes(date.slice(0, 8)) ? [] : [k]));
  const design = used.map((k) => [
    1,
    days[k] / DAYS_PER_YEAR,
    ...events.map((event) => (dates[k] > event ? 1 : 0)),
  ]);
  const { inverse } = pseudoInverse(fromRows(design));
  return Array.from({ length: inverse.rows }, (_, row) => {
    const out = new Float64Array(dates.length);
    used.forEach((k, n) => {
      out[k] = inverse.data[row * inverse.cols + n];
    });
    return out;
  });
}
