import { formatDate, MS_PER_DAY } from '../dates.ts';

/** One number of an experiment of which the right answer is known. */
export interface ExperimentRow {
  /** number of the experiment, `E1` */
  readonly experiment: string;
  /** what was tried, in a few words */
  readonly what: string;
  /** unit of the numbers; empty for shares and counts */
  readonly unit: string;
  /** what the paper prints: a number where it does, else where to look */
  readonly published: string;
  /** what theory, or the reference implementation where theory has no answer, gives; undefined for neither */
  readonly expected: number | undefined;
  readonly ours: number;
  /** the largest that passes, or the farthest from `expected` where `isDistance` */
  readonly limit: number;
  readonly isDistance: boolean;
}

/** Whether a number is what it should be. */
export function passes({ ours, expected, limit, isDistance }: ExperimentRow): boolean {
  return isDistance ? Math.abs(ours - (expected ?? Number.NaN)) <= limit : ours <= limit;
}

/** 98 acquisitions, 12 days apart, as many as the paper has of the Galapagos. */
export const DATES_OF_PAPER: readonly string[] = Array.from({ length: 98 }, (_, k) =>
  formatDate(Date.UTC(2014, 11, 13) + 12 * k * MS_PER_DAY),
);

/** Wavelength of Sentinel-1, m. */
export const SENTINEL_WAVELENGTH = 0.05546576;
