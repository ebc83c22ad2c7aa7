import { isDateFile, wideDate } from '../config/date-list.ts';
import { OptionError } from '../core/errors.ts';
import type { Kind } from '../flags/kind.ts';

/** A date, widened to `YYYYMMDD`, with `THHMM` when it was given. */
export const date: Kind<string> = {
  accepts: 'a date such as 20110311',
  metavar: 'DATE',
  parse: (text) => {
    const wide = wideDate(text);
    if (wide === null) throw new OptionError(`"${text}" is not a date.`, 'Write dates as YYYYMMDD.');
    return wide;
  },
};

/** A date, or a text file of dates by its name, which need not be there. */
export const dateOrFile: Kind<string> = {
  ...date,
  accepts: 'a date, or a text file of dates',
  parse: (text) => (isDateFile(text) ? text : date.parse(text)),
};
