import { OptionError } from '../errors.ts';

/**
 * Weights with which values at some times add up to the least-squares line through them, at one time.
 *
 * @param years times of the values, decimal years
 * @param at the one time, decimal year
 * @returns as many as there are times
 * @throws {OptionError} for fewer than two different times
 */
export function lineWeights(years: readonly number[], at: number): number[] {
  const mean = years.reduce((sum, year) => sum + year, 0) / years.length;
  const spread = years.reduce((sum, year) => sum + (year - mean) ** 2, 0);
  if (!(spread > 0))
    throw new OptionError(
      `A line cannot be fitted to ${years.length} date(s).`,
      'Two dates or more are needed.',
    );
  return years.map((year) => 1 / years.length + ((at - mean) * (year - mean)) / spread);
}
