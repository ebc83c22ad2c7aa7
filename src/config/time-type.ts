import { OptionError } from '../core/errors.ts';
import { composite, list, splitItems } from './composite.ts';
import { dateItems, dateProblem, isDateFile, wideDate } from './date-list.ts';
import { decimal, type ValueType } from './value-type.ts';

/** Onset and characteristic times (days) of an exponential or logarithmic relaxation. */
export interface Relaxation {
  readonly onset: string;
  readonly times: readonly number[];
}

/** A date, or a file that says which. */
export type DateSource =
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'file'; readonly file: string };

/** One date, `YYYYMMDD` or `YYMMDD`, with `THHMM` allowed. */
export const date: ValueType<string> = composite('YYYYMMDD', 'a date like 20110311', (s) => {
  const wide = wideDate(s);
  if (wide === null) throw new OptionError(dateProblem(s));
  return wide;
});

/** Dates; `no` is the empty list. */
export const dates: ValueType<readonly string[]> = list(
  'date,date,... / no',
  'dates like 20080520,20090817',
  (s) => {
    const items = dateItems(s);
    const named = items.find(isDateFile);
    if (named !== undefined)
      throw new OptionError(`"${named}" is a file; this option takes the dates themselves.`);
    return items;
  },
);

/** Dates or text files of dates, as written: `expandDates` opens the files. */
export const datesOrFile: ValueType<readonly string[]> = list(
  'file / date,date,... / no',
  'dates like 20080520,20090817, or a text file of dates (.txt, .cfg or .dat)',
  dateItems,
);

export const dateOrFile: ValueType<DateSource> = composite(
  'file / YYYYMMDD',
  'a date like 20110311 or a file that holds one',
  (s) => {
    const wide = wideDate(s);
    if (wide !== null) return { kind: 'date', date: wide };
    if (/^\d+$/.test(s)) throw new OptionError(dateProblem(s));
    return { kind: 'file', file: s };
  },
);

/** Interferograms `YYYYMMDD_YYYYMMDD`, reference date first. */
export const pairs: ValueType<readonly string[]> = list(
  'date_date,... / no',
  'interferograms like 20080520_20090817,20090817_20100102',
  (s) =>
    splitItems(s, /[,;\s]+/).map((item) => {
      const [first, second, ...more] = item.split(/[_-]/);
      const reference = wideDate(first);
      const secondary = second === undefined ? null : wideDate(second);
      if (reference === null || secondary === null || more.length > 0) {
        throw new OptionError(`"${item}" is not an interferogram like 20080520_20090817.`);
      }
      return `${reference}_${secondary}`;
    }),
);

/** Relaxations: onset date and characteristic times in days, groups separated by `;`, `/` or `|`. */
export const relaxations: ValueType<readonly Relaxation[]> = list(
  'date,days,...;date,days,... / no',
  'groups like 20110311,60,120;20170908,120 (onset date, then characteristic times in days)',
  (s) =>
    splitItems(s, /[;/|]/).map((group) => {
      const [onset, ...rest] = splitItems(group, /[,\s]+/);
      const wide = wideDate(onset);
      if (wide === null) throw new OptionError(dateProblem(onset));
      const times = rest.map(decimal);
      if (times.length === 0) {
        throw new OptionError(`"${group}" gives an onset date but no characteristic time in days.`);
      }
      const bad = times.findIndex((t) => t === null || t <= 0);
      if (bad >= 0) throw new OptionError(`"${rest[bad]}" is not a characteristic time in days.`);
      return { onset: wide, times: times as number[] };
    }),
);
