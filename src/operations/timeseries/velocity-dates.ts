import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expandDates } from '../../config/date-list.ts';
import type { Config } from '../../config/schema.ts';
import { excludedDates } from '../../core/date-selection.ts';
import { OptionError } from '../../core/errors.ts';
import type { Timeseries } from '../../io/products/timeseries.ts';

/** Indices of the dates inside the window that are not excluded. */
export function usedDates(
  series: Timeseries,
  options: Pick<Config['timeFunc'], 'startDate' | 'endDate' | 'excludeDate'>,
): number[] {
  const folder = dirname(series.path);
  const exclude = expandDates(options.excludeDate, (name) => {
    const path = existsSync(name) ? name : join(folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  });
  const out = new Set(excludedDates(series.dates, { ...options, exclude }));
  const used = series.dates.flatMap((date, k) => (out.has(date) ? [] : [k]));
  if (used.length < 2) {
    throw new OptionError(
      `${used.length} of the ${series.dates.length} dates of ${series.path} are left for the fit.`,
      'Choose an earlier start or a later end, or exclude fewer dates.',
    );
  }
  return used;
}
