import { existsSync } from 'node:fs';
import { isDateFile, wideDate } from '../config/date-list.ts';
import { OptionError } from '../core/errors.ts';
import type { Kind } from '../flags/kind.ts';

/** A date, widened to `YYYYMMDD`, with `THHMM` when it was given. */
export const date: Kind<string, string | number> = {
  accepts: 'a date such as 20110311',
  metavar: 'DATE',
  parse: (text) => {
    const wide = wideDate(text);
    if (wide === null) throw new OptionError(`"${text}" is not a date.`, 'Write dates as YYYYMMDD.');
    return wide;
  },
};

/** A date, or a text file of dates by its name, which need not be there. */
export const dateOrFile: Kind<string, string | number> = {
  ...date,
  accepts: 'a date, or a text file of dates',
  parse: (text) => (isDateFile(text) ? text : date.parse(text)),
};

/** Words separated by blanks or commas. */
export function words(kind: Kind<string>): Kind<readonly string[]> {
  const parse = (text: string) =>
    text
      .split(',')
      .filter((item) => item !== '')
      .map((item) => kind.parse(item));
  return { ...kind, parse };
}

/** A date, or a file of dates that is there. */
export const dateOrListFile: Kind<string> = {
  accepts: 'a date, or a file of dates',
  metavar: 'DATE',
  parse: (text) => {
    const wide = wideDate(text);
    if (wide !== null || existsSync(text)) return wide ?? text;
    throw new OptionError(
      `"${text}" is neither a date nor a file.`,
      'Write dates as YYYYMMDD, or name a text file with one on each line.',
    );
  },
};
