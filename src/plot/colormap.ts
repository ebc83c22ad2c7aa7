import { OptionError } from '../core/errors.ts';
import { nearestNames } from '../core/nearest-name.ts';
import type { Colormap } from './color-table.ts';
import { TABLES } from './colormap-tables.ts';
import { cyclicCmy, dismph, romanian } from './extra-colormaps.ts';

export interface ColormapOptions {
  /** Number of table entries; 256 unless given. */
  readonly lut?: number;
  /** Start, break and end of a truncated map, as fractions or in data units; 0, 0.7, 1 unless given. */
  readonly vlist?: readonly [number, number, number];
}

/**
 * A colormap by name. Names are matplotlib's, those of the Scientific colour maps (Crameri 2018,
 * doi:10.5281/zenodo.1243862: batlow, roma, vik and all others), `cmy` (cyclic cyan, magenta, yellow, for wrapped phase), `dismph` and
 * `romanian`; suffixes act from left to right:
 *
 * - `_r` reverses;
 * - `_truncate` joins the ranges 0-0.3 and 0.6-1.0 of the map at the middle value of `vlist`, which turns a
 *   diverging map into two clearly separate halves (bad and good coherence);
 * - `_3` repeats the map three times.
 *
 * @throws {OptionError} for an unknown name, with the closest known ones
 */
export function colormap(name: string, options: ColormapOptions = {}): Colormap {
  if (typeof name !== 'string')
    throw new OptionError(`A colormap is named by a text; ${typeof name} was given.`, 'Give e.g. jet.');
  const { base, suffixes } = parseColormapName(name);
  const lut = options.lut ?? 256;
  let map = baseColormap(base);
  for (const suffix of suffixes) {
    if (suffix === 'r') map = reversed(map);
    else if (suffix === 'truncate') map = truncated(map, options.vlist ?? [0, 0.7, 1]);
    else map = repeated(map, Number(suffix));
  }
  return { ...resampled(map, suffixes.length === 0 && map.n < 64 && !options.lut ? map.n : lut), name };
}

/** Split `RdBu_truncate_r` into the map's own name and its suffixes in the order they act. */
export function parseColormapName(name: string): { base: string; suffixes: string[] } {
  const suffixes: string[] = [];
  let base = name;
  while (!isKnown(base)) {
    const suffix = /_(r|truncate|[1-9]\d*)$/.exec(base);
    if (suffix === null) throw new OptionError(`There is no colormap "${name}".`, knownHint(name));
    suffixes.unshift(suffix[1]);
    base = base.slice(0, suffix.index);
  }
  return { base, suffixes };
}

/** Names of all base colormaps, in alphabetical order. */
export function colormapNames(): string[] {
  return [...Object.keys(extras), ...Object.keys(TABLES)].sort((a, b) => a.localeCompare(b));
}

/** Entry of the table for a value: the range is cut in `n` equal bins, values outside take the end colours. */
export function colorIndex(value: number, vmin: number, vmax: number, n: number): number {
  const index = Math.trunc(((value - vmin) / (vmax - vmin)) * n);
  return index < 0 || Number.isNaN(index) ? 0 : index >= n ? n - 1 : index;
}

/** CSS colour of a value. */
export function colorOf(map: Colormap, value: number, vmin: number, vmax: number): string {
  const i = 3 * colorIndex(value, vmin, vmax, map.n);
  const byte = (k: number) => Math.round(map.colors[i + k] * 255);
  return `rgb(${byte(0)},${byte(1)},${byte(2)})`;
}

/** The same map with `n` entries spread evenly from its first to its last colour. */
export function resampled(map: Colormap, n: number): Colormap {
  if (n === map.n) return map;
  return sampled(map, n, (t) => t);
}

const extras: Record<string, () => Colormap> = {
  cmy: cyclicCmy,
  dismph,
  romanian,
  grey: () => baseColormap('gray'),
};

function isKnown(name: string): boolean {
  return Object.hasOwn(extras, name) || Object.hasOwn(TABLES, name);
}

/** What to choose instead: names that exist. */
function knownHint(name: string): string {
  const base = name.replace(/(_r|_truncate|_\d+)+$/, '');
  const near = nearestNames(base, colormapNames());
  const examples = near.length > 0 ? near : ['jet', 'RdBu', 'viridis', 'gray', 'cmy'];
  return `Use a name of matplotlib or of the Scientific colour maps, such as ${examples.join(', ')}; _r at its end reverses it.`;
}

function baseColormap(name: string): Colormap {
  if (Object.hasOwn(extras, name)) return extras[name]();
  const bytes = atob(TABLES[name]);
  const colors = Float64Array.from(bytes, (byte) => byte.charCodeAt(0) / 255);
  return { name, n: colors.length / 3, colors };
}

function reversed(map: Colormap): Colormap {
  const colors = new Float64Array(map.colors.length);
  for (let i = 0; i < map.n; i++) {
    for (let c = 0; c < 3; c++) colors[i * 3 + c] = map.colors[(map.n - 1 - i) * 3 + c];
  }
  return { ...map, colors };
}

function truncated(map: Colormap, [start, middle, end]: readonly [number, number, number]): Colormap {
  const f = (middle - start) / (end - start);
  return sampled(map, map.n, (t) => (t < f ? (0.3 * t) / f : 0.6 + (0.4 * (t - f)) / Math.max(1 - f, 1e-12)));
}

function repeated(map: Colormap, times: number): Colormap {
  const colors = new Float64Array(map.colors.length * times);
  for (let k = 0; k < times; k++) colors.set(map.colors, k * map.colors.length);
  return { ...map, n: map.n * times, colors };
}

/** Table of `n` entries taken at `at(t)`, t from 0 to 1, with the bins of `colorIndex`. */
function sampled(map: Colormap, n: number, at: (t: number) => number): Colormap {
  const colors = new Float64Array(n * 3);
  for (let i = 0; i < n; i++) {
    const from = colorIndex(at(n === 1 ? 0.5 : i / (n - 1)), 0, 1, map.n);
    for (let c = 0; c < 3; c++) colors[i * 3 + c] = map.colors[from * 3 + c];
  }
  return { ...map, n, colors };
}
