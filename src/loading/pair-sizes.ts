import type { PairDescription } from './description.ts';

/**
 * Keep the pairs whose layers all have the most common length and the most common width (ties: first met). When a
 * window is wanted that lies inside every file, all pairs are kept.
 */
export function mostCommonSize<Entry extends { readonly pair: PairDescription }>(
  entries: readonly Entry[],
  subsetEnd?: { readonly y1: number; readonly x1: number },
): { kept: readonly Entry[]; length: number; width: number; dropped: string[] } {
  const layers = entries.flatMap(({ pair }) => Object.values(pair.layers));
  const length = mostCommon(layers.map((layer) => layer.length));
  const width = mostCommon(layers.map((layer) => layer.width));
  const { y1, x1 } = subsetEnd ?? { y1: Infinity, x1: Infinity };
  if (layers.every((layer) => y1 <= layer.length && x1 <= layer.width))
    return { kept: entries, length, width, dropped: [] };
  const dropped: string[] = [];
  const kept = entries.filter(({ pair }) => {
    const odd = Object.values(pair.layers).find((layer) => layer.length !== length || layer.width !== width);
    if (odd !== undefined) dropped.push(`${pair.date1}_${pair.date2} (${odd.length} x ${odd.width})`);
    return odd === undefined;
  });
  return { kept, length, width, dropped };
}

/** Most frequent value, the first met among equals; NaN for an empty list. */
export function mostCommon(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = Number.NaN;
  for (const [value, count] of counts) if (!(count <= (counts.get(best) ?? 0))) best = value;
  return best;
}
