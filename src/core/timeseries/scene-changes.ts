import { formatDate, hasTime, MS_PER_DAY, parseDate } from '../dates.ts';

/** Distances at which the correlation of residuals is measured, pixels. */
export const LAGS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
/** Below this a correlation counts as none. */
const NO_CORRELATION = 0.1;

/**
 * Pixels of a scene that are independent for a test on squares of their noise: n / sum of rho²(h) over the plane, rho the
 * correlation of residuals at the distance h (the same in all directions), up to where it falls below 0.1; beyond the last
 * distance it stays (Bartlett 1946, doi:10.2307/2983611, in two dimensions).
 *
 * @param numPixel n, pixels that count
 * @param correlation at {@link LAGS}; NaN where not measured
 * @returns 1 to n
 */
export function independentCells(numPixel: number, correlation: ArrayLike<number>): number {
  const known = LAGS.flatMap((lag, j) =>
    Number.isFinite(correlation[j]) ? [{ lag, rho: correlation[j] }] : [],
  );
  let area = 1;
  for (let h = 1; area < numPixel && known.length > 0; h++) {
    const next = known.findIndex(({ lag }) => lag >= h);
    const [a, b] = next < 0 ? [known.at(-1)!, known.at(-1)!] : [known[Math.max(0, next - 1)], known[next]];
    const rho = a.lag === b.lag ? b.rho : a.rho + ((b.rho - a.rho) * (h - a.lag)) / (b.lag - a.lag);
    if (rho < NO_CORRELATION) break;
    area += 2 * Math.PI * h * rho * rho;
  }
  return Math.max(1, numPixel / area);
}

/** An interval in which more pixels changed than by chance. */
export interface SceneChange {
  readonly candidate: number;
  readonly numPixel: number;
  /** that so many or more change here by chance, for all candidates together; 1e-16 for less */
  readonly pValue: number;
}

/**
 * Candidates at which more pixels changed than by chance: binomial over the independent cells, the chance of each candidate that of
 * noise, and so is its part of the rate of false alarms (weighted Bonferroni). Beside one of them its neighbours are its own blur, and do not count.
 *
 * @param counts significant pixels by candidate
 * @param numPixel pixels that were tested
 * @param numCell independent ones among them
 * @param places see `ChangeOdds` [candidate]
 * @param falseAlarm probability of a pixel to change by chance, and of the scene to have such a candidate
 * @returns in the order of time
 */
export function sceneChanges(
  counts: ArrayLike<number>,
  numPixel: number,
  numCell: number,
  places: ArrayLike<number>,
  falseAlarm: number,
): SceneChange[] {
  const cells = Math.max(1, Math.round(numCell));
  const all = Array.from(counts, (count, candidate) => {
    const changed = Math.round((count / numPixel) * cells);
    const chance = binomialTail(cells, changed, falseAlarm * places[candidate]);
    return { candidate, numPixel: count, pValue: Math.min(1, Math.max(1e-16, chance / places[candidate])) };
  });
  const chosen: SceneChange[] = [];
  for (const one of all.sort((a, b) => b.numPixel - a.numPixel)) {
    const isBlur = chosen.some(({ candidate }) => Math.abs(candidate - one.candidate) <= 2);
    if (one.pValue <= falseAlarm * (1 + 1e-9) && !isBlur) chosen.push(one);
  }
  return chosen.sort((a, b) => a.candidate - b.candidate);
}

/** P(X >= k), X binomial. */
function binomialTail(n: number, k: number, p: number): number {
  if (k <= 0) return 1;
  // log of the first term, then terms by their ratio, until they no longer matter
  let log = 0;
  for (let i = 0; i < k; i++) log += Math.log((n - i) / (i + 1));
  log += k * Math.log(p) + (n - k) * Math.log1p(-p);
  let term = 1;
  let sum = 1;
  for (let i = k; i < n && term > 1e-12 * sum; i++) {
    term *= ((n - i) / (i + 1)) * (p / (1 - p));
    sum += term;
  }
  return Math.min(1, Math.exp(log + Math.log(sum)));
}

/**
 * A date by which a step lies between two acquisitions, whatever their time of day: the day in the middle; with dates that have
 * times, and for two days in a row, the middle or the later day.
 *
 * @param seconds time of day of all acquisitions, s
 * @throws {DateError} for dates that cannot be read
 */
export function dateBetween(before: string, after: string, seconds: number): string {
  const [first, second] = [parseDate(before), parseDate(after)];
  if (hasTime(before)) return formatDate((first + second) / 2, '%Y%m%dT%H%M');
  const days = Math.round((second - first) / MS_PER_DAY);
  if (days === 1) return seconds > 0 ? after : before;
  return formatDate(first + Math.floor(days / 2) * MS_PER_DAY);
}
