import { basename } from 'node:path';
import type { Attributes } from '../hdf5/types.ts';

/** Attribute of a series that some corrections left out dates of: `ERA5: 20180104 20180116; SET: 20180104`. */
const UNCORRECTED_DATES = 'UNCORRECTED_DATES';

/** Attributes of a series after a correction whose file lacked some of its dates; all series made from it inherit them. */
export function withUncorrectedDates(
  attributes: Attributes,
  correctionFile: string,
  dates: readonly string[],
): Attributes {
  const earlier = attributes[UNCORRECTED_DATES];
  const entry = `${basename(correctionFile).replace(/\.h5$/, '')}: ${dates.join(' ')}`;
  return { ...attributes, [UNCORRECTED_DATES]: earlier === undefined ? entry : `${earlier}; ${entry}` };
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
