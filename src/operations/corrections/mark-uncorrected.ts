import type { Context } from '../../core/context.ts';
import { editH5 } from '../../io/hdf5/file.ts';
import { readTimeseries } from '../../io/products/timeseries.ts';
import { withUncorrectedDates } from '../../io/products/uncorrected-dates.ts';

/**
 * Note in a series, in place, that a correction cannot be made: all series made from it inherit that.
 * @param isMade take such a note away
 */
export async function markUncorrected(
  timeseries: string,
  correction: string,
  isMade: boolean,
  context: Context,
): Promise<void> {
  const { attributes, dates } = await readTimeseries(timeseries);
  const marked = withUncorrectedDates(attributes, correction, isMade ? [] : dates);
  if (JSON.stringify(marked) === JSON.stringify(attributes)) return;
  const edit = { attributes: () => marked };
  (await editH5(timeseries, edit, context.held)).commit();
}
