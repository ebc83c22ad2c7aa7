import { longDate, parseDate } from '../core/dates.ts';
import { MintsarError, OptionError } from '../core/errors.ts';

/** Gives the text of a file, or null when there is no such file. */
export type TextReader = (path: string) => string | null;

const DATE = /^(\d{6}|\d{8})(T\d{4}(\d{2})?)?$/;

/**
 * A date as the rest of the program spells it: `YYYYMMDD`, with `THHMM` or `THHMMSS` kept when given.
 *
 * @returns null when the text is not a date of the calendar
 */
export function wideDate(text: string): string | null {
  const date = text.trim();
  if (!DATE.test(date)) return null;
  try {
    parseDate(date);
  } catch (error) {
    if (error instanceof MintsarError) return null;
    throw error;
  }
  return longDate(date);
}

/** Whether a list item names a text file of dates rather than a date. */
export function isDateFile(item: string): boolean {
  return /\.(txt|cfg|dat)$/i.test(item);
}

/**
 * Items of a date list: separated by commas or blanks, trimmed, dates widened to `YYYYMMDD`, file names kept.
 *
 * @throws {OptionError} for an item that is neither
 */
export function dateItems(text: string): string[] {
  const items: string[] = [];
  for (const part of text.split(/[,;]/)) {
    const item = part.trim();
    if (item === '') continue;
    // A blank may separate dates or be part of a path.
    for (const word of isDateFile(item) && !startsWithDate(item) ? [item] : item.split(/\s+/)) {
      const date = isDateFile(word) ? word : wideDate(word);
      if (date === null) throw new OptionError(dateProblem(word), 'Write dates as YYYYMMDD.');
      items.push(date);
    }
  }
  return items;
}

/** What is wrong with a text that should be a date, in one sentence. */
export function dateProblem(text: string): string {
  return DATE.test(text)
    ? `"${text}" is not a day of the calendar.`
    : `"${text}" is not a date like 20110311 or 20110311T0546.`;
}

/**
 * The dates of a list whose items may be text files, sorted and without repetition. The first word of each line of a
 * file is a date; comments, blank lines and other words are passed over, and a missing file holds no dates: the list of
 * noisy dates does not exist before the first run has found any.
 *
 * @param items as in `config.timeFunc.excludeDate`, e.g. `['exclude_date.txt']` or `['20080520']`
 */
export function expandDates(items: readonly string[], read: TextReader): string[] {
  const dates = items.flatMap((item) => (isDateFile(item) ? datesOfText(read(item) ?? '') : [item]));
  return [...new Set(dates)].sort();
}

/** The first date of every line that starts with one, widened. */
export function datesOfText(text: string): string[] {
  const dates: string[] = [];
  for (const line of text.split('\n')) {
    const date = wideDate(line.trim().split(/[\s,]+/)[0]);
    if (date !== null) dates.push(date);
  }
  return dates;
}

function startsWithDate(item: string): boolean {
  return /\s/.test(item) && DATE.test(item.split(/\s+/)[0]);
}
