import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MintsarError } from '../core/errors.ts';
import { expandPattern } from '../loading/glob.ts';
import type { Processor } from './processor.ts';
import type { ProductSigns } from './product-signs.ts';
import { PROCESSORS } from './registry.ts';

/** A folder whose products are known. */
export interface Recognised {
  readonly processor: Processor;
  /** Folder that the patterns start from. */
  readonly folder: string;
  /** By loading option (`unwFile`): where its files are, as a pattern. */
  readonly patterns: Readonly<Record<string, string>>;
}

/**
 * Whose products lie in a folder, by names alone.
 * @returns undefined when it holds the interferograms of no known processor
 */
export function recognise(folder: string, table: readonly Processor[] = PROCESSORS): Recognised | undefined {
  const paths = filesBelow(folder);
  let best: Recognised | undefined;
  for (const processor of table) {
    const { signs } = processor;
    if (signs === undefined || !paths.some((path) => signs.own.test(path))) continue;
    const patterns = { ...patternsOf(signs, paths), ...usualPatterns(processor, folder) };
    if ((patterns.unwFile ?? patterns.azOffFile) === undefined) continue;
    if (best === undefined || count(patterns) > count(best.patterns)) best = { processor, folder, patterns };
  }
  return best;
}

const count = (patterns: object) => Object.keys(patterns).length;

/** Bounds of the walk: more than stacks of a thousand pairs have, less than a disk has. */
const MOST_FILES = 200_000;
const DEEPEST = 7;

/** Files below a folder, seen from it; hidden ones and what may not be read are passed over. */
function filesBelow(folder: string): string[] {
  const out: string[] = [];
  const walk = (inside: string, depth: number): void => {
    let entries: ReturnType<typeof entriesOf>;
    try {
      entries = entriesOf(join(folder, inside));
    } catch {
      return; // no folder, or closed to this user
    }
    for (const { name, isFolder } of entries) {
      if (out.length >= MOST_FILES) return;
      const path = inside === '' ? name : `${inside}/${name}`;
      if (!isFolder) out.push(path);
      else if (depth < DEEPEST) walk(path, depth + 1);
    }
  };
  walk('', 0);
  return out;
}

function entriesOf(folder: string): { name: string; isFolder: boolean }[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() || leadsToFolder(folder, entry) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function leadsToFolder(folder: string, entry: { name: string; isSymbolicLink(): boolean }): boolean {
  return (
    entry.isSymbolicLink() &&
    (statSync(join(folder, entry.name), { throwIfNoEntry: false })?.isDirectory() ?? false)
  );
}

function patternsOf({ files }: ProductSigns, paths: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [option, signs] of Object.entries(files)) {
    for (const sign of [signs].flat()) {
      const found = paths
        .map((path) => sign.exec(path))
        .filter((match) => match !== null)
        .map((match) => (option.endsWith('Dir') ? match[1] : match.input));
      if (found.length === 0) continue;
      out[option] = patternOf(found);
      break;
    }
  }
  return out;
}

/** The usual places of a stack around a work directory, as far as something is there. */
function usualPatterns({ usualPlaces }: Processor, folder: string): Record<string, string> {
  let places: Readonly<Record<string, string>>;
  try {
    places = usualPlaces?.(join(folder, 'mintpy')) ?? {};
  } catch (error) {
    if (error instanceof MintsarError) return {}; // laid out in another way
    throw error;
  }
  const here = Object.entries(places).map(([option, place]) => [option, place.replace(/^\.\.\//, '')]);
  return Object.fromEntries(here.filter(([, place]) => expandPattern(place, folder).length > 0));
}

/** A pattern for paths that differ in numbers; of several kinds of path, for the most frequent one. */
function patternOf(paths: readonly string[]): string {
  const kinds = new Map<string, string[]>();
  for (const path of new Set(paths)) {
    const parts = path.split('/');
    const words = parts
      .at(-1)!
      .split(/[-_.]/)
      .filter((word) => !/\d/.test(word));
    const kind = `${parts.length} ${words.join(' ')}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), path]);
  }
  const [most] = [...kinds.values()].sort((a, b) => b.length - a.length);
  const split = most.map((path) => path.split('/'));
  return split[0].map((_, k) => segmentPattern(split.map((parts) => parts[k]))).join('/');
}

/** What all names begin and end with, around a star; dates are never cut in the middle. */
function segmentPattern(names: readonly string[]): string {
  const [first] = names;
  if (names.every((name) => name === first)) return first;
  const shortest = Math.min(...names.map(({ length }) => length));
  let head = 0;
  while (head < shortest && names.every((name) => name[head] === first[head])) head++;
  let tail = 0;
  while (tail < shortest - head && names.every((name) => name.at(-1 - tail) === first.at(-1 - tail))) tail++;
  const start = first.slice(0, head).replace(/\d+$/, '');
  const end = first.slice(first.length - tail).replace(/^\d+/, '');
  return `${start}*${end}`;
}
