import { basename } from 'node:path';
import type { Attributes } from '../hdf5/types.ts';

/** Attribute of a series that some corrections left out dates of: `ERA5: 20180104 20180116; SET: 20180104`. */
const UNCORRECTED_DATES = 'UNCORRECTED_DATES';

/**
 * Attributes of a series after a correction whose file lacked some of its dates, or none; all series made from it inherit them.
 * What was said of this correction before no longer counts.
 */
export function withUncorrectedDates(
  attributes: Attributes,
  correctionFile: string,
  dates: readonly string[],
): Attributes {
  const all = new Map(uncorrectedDates(attributes));
  const correction = basename(correctionFile).replace(/\.h5$/, '');
  all.delete(correction);
  if (dates.length > 0) all.set(correction, dates);
  const { [UNCORRECTED_DATES]: _, ...others } = attributes;
  const entries = [...all].map(([name, left]) => `${name}: ${left.join(' ')}`);
  return entries.length === 0 ? others : { ...others, [UNCORRECTED_DATES]: entries.join('; ') };
}

/** The dates that corrections left out, by name of the correction. */
export function uncorrectedDates(attributes: Attributes): ReadonlyMap<string, readonly string[]> {
  const entries = (attributes[UNCORRECTED_DATES] ?? '').split('; ').filter((entry) => entry.includes(': '));
  return new Map(
    entries.map((entry) => {
      const colon = entry.indexOf(': ');
      return [entry.slice(0, colon), entry.slice(colon + 2).split(' ')];
    }),
  );
}
