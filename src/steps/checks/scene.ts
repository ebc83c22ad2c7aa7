import type { Attributes } from '../../io/hdf5/types.ts';

/** What checks ask of the data: known from the headers of raw products before loading, from the stack afterwards. */
export interface Scene {
  /** where this is known from, for messages */
  readonly source: string;
  readonly attributes: Attributes;
  /** acquisitions, in order, YYYYMMDD[THHMM] */
  readonly dates: readonly string[];
  /** `YYYYMMDD_YYYYMMDD` */
  readonly pairs: readonly string[];
}

/** @param pairs in any order */
export function sceneOf(source: string, attributes: Attributes, pairs: readonly string[]): Scene {
  const dates = [...new Set(pairs.flatMap((pair) => pair.split('_')))].sort();
  return { source, attributes, dates, pairs };
}
