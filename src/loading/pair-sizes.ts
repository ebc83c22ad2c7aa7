import { boundsToBox } from '../core/geometry/map-grid.ts';
import { isGeocoded, mapGrid } from '../io/attributes/typed.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import type { LoadOptions } from './load-options.ts';
import type { PairEntry } from './pair-entry.ts';

type SizedEntry = Pick<PairEntry, 'pair'> & { readonly header: Pick<PairEntry['header'], 'attributes'> };

/**
 * Keep the pairs whose layers all have the most common length and the most common width (ties: first met). When a
 * window is wanted that lies inside every file, all pairs are kept.
 */
export function mostCommonSize<Entry extends SizedEntry>(
  entries: readonly Entry[],
  subset?: LoadOptions['subset'],
): { kept: readonly Entry[]; length: number; width: number; dropped: string[] } {
  const layers = entries.flatMap(({ pair }) => Object.values(pair.layers));
  const length = mostCommon(layers.map((layer) => layer.length));
  const width = mostCommon(layers.map((layer) => layer.width));
  const dropped: string[] = [];
  const usual = entries.filter(({ pair }) => {
    const odd = Object.values(pair.layers).find((layer) => layer.length !== length || layer.width !== width);
    if (odd !== undefined) dropped.push(`${pair.date1}_${pair.date2} (${odd.length} x ${odd.width})`);
    return odd === undefined;
  });
  if (dropped.length === 0) return { kept: entries, length, width, dropped };
  const end = windowEnd(entries, subset);
  const holdsWindow = end && layers.every((layer) => end.y1 <= layer.length && end.x1 <= layer.width);
  return holdsWindow
    ? { kept: entries, length, width, dropped: [] }
    : { kept: usual, length, width, dropped };
}

/** Lower end of the wanted window, where it is the same in all files; latitudes and longitudes win over rows and columns. */
function windowEnd(
  entries: readonly SizedEntry[],
  { yx, lalo }: NonNullable<LoadOptions['subset']> = {},
): { readonly y1: number; readonly x1: number } | undefined {
  if (lalo === undefined) return yx;
  const [first, ...others] = entries.map(({ header }) => header.attributes);
  if (!isGeocoded(first) || !others.every((attributes) => beginAtOnePlace(first, attributes)))
    return undefined;
  return boundsToBox(mapGrid(first), lalo);
}

/** Whether the first pixels of two maps lie less than half a pixel apart. */
export function beginAtOnePlace(reference: Attributes, attributes: Attributes): boolean {
  return (['X', 'Y'] as const).every((axis) => {
    const [step, first] = [Number(reference[`${axis}_STEP`]), `${axis}_FIRST`];
    return !(Math.abs(Number(attributes[first]) - Number(reference[first])) > Math.abs(step) / 2);
  });
}

/** Most frequent value, the first met among equals; NaN for an empty list. */
export function mostCommon(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = Number.NaN;
  for (const [value, count] of counts) if (!(count <= (counts.get(best) ?? 0))) best = value;
  return best;
}
