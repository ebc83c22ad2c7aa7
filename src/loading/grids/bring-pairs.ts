import { MetadataError } from '../../core/errors.ts';
import type { PairDescription, StackDataset } from '../description.ts';
import type { FileLayer } from '../layer.ts';
import type { PairEntry } from '../pair-entry.ts';
import {
  type CommonGrid,
  chooseGrid,
  coverage,
  fitting,
  type GridRule,
  type Placing,
  short,
} from './common-grid.ts';
import { fitLayer } from './fit-layer.ts';

/** Pairs on one grid, and what was done to bring them there. */
export interface BroughtPairs {
  readonly pairs: readonly PairDescription[];
  readonly grid: CommonGrid;
  readonly plan: readonly string[];
}

/** Names that a line lists. */
const MOST_NAMES = 6;
/** Share of the grid that a pair covers at least, else it is named. */
const MUCH = 0.5;

/**
 * Bring all layers of pairs to one grid.
 * @param onto the grid, where it is that of another stack
 * @throws {MetadataError} for pairs that cannot be brought there, or when they have no pixel in common
 */
export function bringPairs(entries: readonly PairEntry[], rule: GridRule, onto: CommonGrid): BroughtPairs {
  const items = entries.flatMap(({ path, pair, placings }) =>
    Object.entries(placings).map(([dataset, placing]) => ({
      name: `${pair.date1}_${pair.date2}`,
      label: dataset === 'unwrapPhase' ? path : (pair.layers[dataset as StackDataset]?.label ?? path),
      placing,
      how: fitting(placing, onto),
    })),
  );
  const impossible = items.flatMap(({ label, how }) =>
    how.kind === 'impossible' ? `${label} (${how.reason})` : [],
  );
  if (impossible.length > 0)
    throw new MetadataError(
      `${impossible.length} file(s) cannot be brought to the grid of the others: ${listed(impossible)}.`,
      onto.map === undefined || onto.resampling !== 'no'
        ? 'Leave their pairs out with mintpy.load.excludePair, or make them again like the others.'
        : 'Set mintpy.load.resample = bilinear to interpolate them, or leave their pairs out with mintpy.load.excludePair.',
    );
  const pairs = entries.map(({ pair, placings }): PairDescription => {
    const layers = Object.entries(pair.layers).map(([dataset, layer]) => [
      dataset,
      fitLayer(layer as FileLayer, placings[dataset as StackDataset] as Placing, onto, dataset),
    ]);
    return { ...pair, layers: Object.fromEntries(layers) };
  });
  return { pairs, grid: onto, plan: planLines(entries, items, rule, onto) };
}

/** The grid of pairs by a rule: see `chooseGrid`. */
export function gridOfPairs(
  entries: readonly PairEntry[],
  rule: GridRule,
  resampling: CommonGrid['resampling'],
): CommonGrid {
  const items = entries.flatMap(({ path, placings }) =>
    Object.values(placings).map((placing) => ({ label: path, placing })),
  );
  return chooseGrid(items, rule, resampling);
}

function planLines(
  entries: readonly PairEntry[],
  items: readonly {
    readonly name: string;
    readonly placing: Placing;
    readonly how: ReturnType<typeof fitting>;
  }[],
  rule: GridRule,
  grid: CommonGrid,
): string[] {
  const { length, width, map, resampling } = grid;
  const kinds = new Map(entries.map(({ pair }) => [`${pair.date1}_${pair.date2}`, 'same']));
  for (const { name, how } of items)
    if (how.kind === 'warped' || (how.kind === 'moved' && kinds.get(name) === 'same'))
      kinds.set(name, how.kind);
  const of = (kind: string) => [...kinds].flatMap(([name, own]) => (own === kind ? name : []));
  const [same, moved, warped] = ['same', 'moved', 'warped'].map(of);
  const where =
    map === undefined
      ? ''
      : `, from ${short(map.yFirst)}, ${short(map.xFirst)} in steps of ${short(map.yStep)}, ${short(map.xStep)}`;
  const lines = [`grid (${rule} of ${entries.length} pairs): ${length} x ${width} pixels${where}`];
  lines.push(`  ${same.length} pair(s) lie on it`);
  if (moved.length > 0) lines.push(`  ${moved.length} cropped or padded by whole pixels: ${listed(moved)}`);
  if (warped.length > 0) lines.push(`  ${warped.length} interpolated (${resampling}): ${listed(warped)}`);
  const shifted = items.filter(({ how }) => how.kind === 'moved' && how.off > 0.01);
  if (shifted.length > 0) {
    const most = Math.max(...shifted.map(({ how }) => (how.kind === 'moved' ? how.off : 0)));
    const names = [...new Set(shifted.map(({ name }) => name))];
    lines.push(
      `  of these ${names.length} begin within a pixel, by at most ${most.toFixed(2)}: taken to the nearest pixel (mintpy.load.resample = bilinear interpolates): ${listed(names)}`,
    );
  }
  const shares = entries.map((entry) => ({
    name: `${entry.pair.date1}_${entry.pair.date2}`,
    share: coverage(Object.values(entry.placings)[0] as Placing, grid),
  }));
  const little = shares.filter(({ share }) => share < MUCH);
  if (little.length > 0)
    lines.push(
      `  ${little.length} cover less than half of it: ${listed(little.map(({ name, share }) => `${name} (${Math.round(100 * share)} %)`))}`,
    );
  return lines;
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ');
}
