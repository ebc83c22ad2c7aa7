import { longDate } from '../core/dates.ts';
import { FileError, MetadataError } from '../core/errors.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import { Companions, likenessOf } from './companions.ts';
import { OBSERVATIONS, type PairStack, type StackDataset } from './description.ts';
import { ofOnePass } from './frames/across-midnight.ts';
import { areVersions, stitchedEntry } from './frames/pair-frames.ts';
import { bringPairs, gridOfPairs } from './grids/bring-pairs.ts';
import { type CommonGrid, type Placing, placingOf } from './grids/common-grid.ts';
import { attributesOnGrid } from './grids/fit-layer.ts';
import type { FileLayer } from './layer.ts';
import type { LoadOptions } from './load-options.ts';
import type { PairEntry, PairHeader } from './pair-entry.ts';
import { pairNameIn } from './pair-in-path.ts';
import { mostCommonSize } from './pair-sizes.ts';

/** What the options say of pairs to leave out, of their grid and of their frames. */
type PairRules = Pick<LoadOptions, 'excluded' | 'grid' | 'resample' | 'frames'>;

export interface PairStackInput {
  readonly workDir: string;
  /** Sorted files per dataset. */
  readonly files: Partial<Record<StackDataset, readonly string[]>>;
  readonly header: (path: string) => PairHeader;
  readonly layer: (dataset: StackDataset, path: string) => FileLayer;
  /** Other spellings of a pair that may stand in a path instead of both dates (GMTSAR's YYYYDDD_YYYYDDD). */
  readonly pathTags?: (path: string) => readonly string[];
  /** Attributes to set on top of the first pair's. */
  readonly overrides?: Attributes;
  /** The wanted window: pairs that hold it are kept whatever their size. */
  readonly subset?: LoadOptions['subset'];
  /** default: no pair is left out, grids as the reference, frames are stitched */
  readonly rules?: Partial<PairRules>;
  /** Where a layer lies, for files that each tell it themselves; by the header of the pair otherwise. */
  readonly placing?: (path: string, layer: FileLayer) => Placing;
  /** The grid of another stack that this one has to be on. */
  readonly onto?: CommonGrid;
}

/** Datasets that can name the pairs, in order of preference. */
const PRIMARY: readonly StackDataset[] = ['unwrapPhase', 'rangeOffset', 'azimuthOffset'];

/**
 * Match the files of all layers to pairs of dates. A pair with a missing companion is left out, and a layer that no pair has, each
 * with a warning. Several products of one pair are frames of one interferogram, or versions of which the last is taken. Pairs of
 * an unusual size are left out with a warning, or brought to one grid where the rules say which.
 * @returns undefined when there is no primary file at all
 * @throws {MetadataError} with the list of pairs whose frames or grids cannot be put together
 */
export function pairStack(input: PairStackInput): { stack?: PairStack; warnings: string[] } {
  const { rules = {} } = input;
  const primary = PRIMARY.find((name) => (input.files[name]?.length ?? 0) > 0);
  if (primary === undefined) return { warnings: [] };
  const { entries: found, datasets, warnings } = pairEntries(input, primary);
  const { entries, lines: passes } = rules.frames === 'no' ? { entries: found, lines: [] } : ofOnePass(found);
  const numPrimary = (input.files[primary] as readonly string[]).length;
  const single = onePerPair(entries, rules, warnings);
  const hasFrames = single.length > 0 && single.some(({ pair }) => pair.frames !== undefined);
  const { grid: rule = 'no', resample = 'no' } = rules;
  const isReference = rule === 'no' && resample === 'no' && !hasFrames && input.onto === undefined;
  const { kept, length, width, dropped } = isReference
    ? mostCommonSize(single, input.subset)
    : { kept: single, length: 0, width: 0, dropped: [] };
  if (dropped.length > 0)
    warnings.push(
      `Left out ${dropped.length} pair(s) whose size is not the usual ${length} x ${width}: ${dropped.join('; ')}. mintpy.load.grid = commonest would crop or pad them.`,
    );
  if (kept.length === 0) {
    throw new FileError(
      `None of the ${numPrimary} ${primary} files makes a complete pair.`,
      'Check that coherence and component files lie in folders or have names with the same two dates.',
    );
  }
  const attributes = { ...kept[0].header.attributes, ...input.overrides };
  if (isReference) {
    const pairs = kept.map(({ pair }) => pair);
    const ofOtherSize = dropped.length > 0 ? { ofOtherSize: dropped } : {};
    return { stack: { pairs, datasets, length, width, attributes, ...ofOtherSize }, warnings };
  }
  // The reference has no rule for frames: what all pairs have.
  const chosen = rule === 'no' ? (hasFrames ? 'intersection' : 'commonest') : rule;
  const onto = input.onto ?? gridOfPairs(kept, chosen, resample);
  const { pairs, grid, plan } = bringPairs(kept, chosen, onto);
  const stack: PairStack = {
    pairs,
    datasets,
    length: grid.length,
    width: grid.width,
    attributes: attributesOnGrid(attributes, grid),
    grid,
    plan: [...plan, ...passes, ...frameLines(pairs)],
  };
  return { stack, warnings };
}

/** Every primary file with the files that belong to it. */
function pairEntries(
  input: PairStackInput,
  primary: StackDataset,
): { entries: PairEntry[]; datasets: StackDataset[]; warnings: string[] } {
  const warnings: string[] = [];
  const { excluded = [] } = input.rules ?? {};
  const wanted = OBSERVATIONS.filter((name) => (input.files[name]?.length ?? 0) > 0);
  const used = new Set<StackDataset>([primary]);
  const headers = (input.files[primary] as readonly string[]).map((path, index) => {
    const header = input.header(path);
    if (header.date1 === header.date2)
      throw new MetadataError(
        `${path} pairs ${header.date1} with itself.`,
        'Remove it from the stack, or rename it.',
      );
    return { path, index, header, name: nameOf(header) };
  });
  const others = wanted
    .filter((name) => name !== primary)
    .map((name) => [name, new Companions(input.workDir, input.files[name] as readonly string[])] as const);
  const candidates = headers
    .filter(({ name }) => !excluded.includes(name) && !excluded.includes(name.replace(/T\d+/g, '')))
    .map(({ path, index, header, name }) => {
      const dates = [header.date1, header.date2].map((date) => longDate(date).slice(2));
      const query = { path, index, dates, tags: input.pathTags?.(path) ?? [] };
      const companions: Partial<Record<StackDataset, string>> = { [primary]: path };
      for (const [dataset, files] of others) {
        const match = files.find(query);
        if (match === undefined) continue;
        companions[dataset] = match;
        used.add(dataset);
      }
      return { path, header, name, companions };
    });
  const datasets = wanted.filter((name) => used.has(name));
  for (const name of wanted)
    if (!used.has(name)) warnings.push(`No ${name} file belongs to any pair: ${name} is left out.`);
  giveToTheNearest(candidates, datasets, primary);
  const skipped: string[] = [];
  const entries: PairEntry[] = [];
  const times = new Map<string, number>();
  for (const { name } of candidates) times.set(name, (times.get(name) ?? 0) + 1);
  for (const { path, header, name, companions } of candidates) {
    const missing = datasets.filter((dataset) => companions[dataset] === undefined);
    if (missing.length > 0) {
      const which = (times.get(name) ?? 0) > 1 ? `${name} of ${path}` : name;
      skipped.push(`${which} (no ${missing.join(', ')})`);
      continue;
    }
    const placings: Partial<Record<StackDataset, Placing>> = {};
    const layers: Partial<Record<StackDataset, FileLayer>> = {};
    for (const dataset of datasets) {
      const file = companions[dataset] as string;
      const layer = input.layer(dataset, file);
      layers[dataset] = layer;
      Object.defineProperty(placings, dataset, {
        enumerable: true,
        get: () => input.placing?.(file, layer) ?? placingOf(layer, header.attributes),
      });
    }
    const [date1, date2] = name.split('_');
    const { bperpTop, bperpBottom } = header;
    entries.push({ path, header, pair: { date1, date2, bperpTop, bperpBottom, layers }, placings });
  }
  const names = headers.map(({ name }) => name);
  warnings.push(...lonelyCompanions(input, datasets, primary, names));
  if (skipped.length > 0)
    warnings.push(`Skipped ${skipped.length} pair(s) with missing files: ${skipped.join('; ')}.`);
  entries.sort((a, b) => (pairName(a) < pairName(b) ? -1 : pairName(a) > pairName(b) ? 1 : 0));
  return { entries, datasets, warnings };
}

function pairName({ pair }: PairEntry): string {
  return `${pair.date1}_${pair.date2}`;
}

/** A file belongs to one frame of a pair: the others that took it, for want of their own, have none. */
function giveToTheNearest(
  candidates: readonly {
    readonly path: string;
    readonly name: string;
    readonly companions: Partial<Record<StackDataset, string>>;
  }[],
  datasets: readonly StackDataset[],
  primary: StackDataset,
): void {
  for (const dataset of datasets) {
    if (dataset === primary) continue;
    const owners = new Map<string, (typeof candidates)[number]>();
    for (const candidate of candidates) {
      const file = candidate.companions[dataset];
      if (file === undefined) continue;
      const key = `${candidate.name} ${file}`;
      const owner = owners.get(key);
      if (owner === undefined) {
        owners.set(key, candidate);
        continue;
      }
      const loser = likenessOf(file, candidate.path) > likenessOf(file, owner.path) ? owner : candidate;
      delete loser.companions[dataset];
      if (loser === owner) owners.set(key, candidate);
    }
  }
}

/** Frames of a pair put together, of its versions the last. @throws {MetadataError} with the list of those that cannot be */
function onePerPair(
  entries: readonly PairEntry[],
  { frames = 'stitch', resample = 'no' }: Partial<PairRules>,
  warnings: string[],
): PairEntry[] {
  const groups = new Map<string, PairEntry[]>();
  for (const entry of entries) groups.set(pairName(entry), [...(groups.get(pairName(entry)) ?? []), entry]);
  const problems: string[] = [];
  const single = [...groups].flatMap(([name, group]): PairEntry[] => {
    const last = group[group.length - 1];
    if (group.length === 1) return group;
    if (areVersions(group)) {
      warnings.push(`Pair ${name} is there more than once: ${last.path} is used.`);
      return [last];
    }
    if (frames === 'no') {
      problems.push(`${name} (${group.map(({ path }) => path).join(', ')})`);
      return [];
    }
    const stitched = stitchedEntry(group, resample);
    if ('entry' in stitched) return [stitched.entry];
    problems.push(`${name}: ${stitched.problem}`);
    return [];
  });
  if (problems.length === 0) return single;
  throw new MetadataError(
    `${problems.length} pair(s) have several frames that ${frames === 'no' ? 'mintpy.load.frames = no forbids to put' : 'cannot be put'} together: ${problems.join('; ')}.`,
    'Load frames and tracks one at a time, with a pattern in mintpy.load.unwFile that matches one of them.',
  );
}

function frameLines(pairs: PairStack['pairs']): string[] {
  const counts = new Map<number, string[]>();
  for (const { date1, date2, frames } of pairs) {
    const num = frames?.paths.length ?? 1;
    counts.set(num, [...(counts.get(num) ?? []), `${date1}_${date2}`]);
  }
  if (counts.size === 1 && counts.has(1)) return [];
  return [...counts]
    .sort(([a], [b]) => b - a)
    .map(
      ([num, names]) =>
        `  ${names.length} pair(s) of ${num} frame(s)${counts.size > 1 ? `: ${names.slice(0, 6).join(', ')}${names.length > 6 ? '...' : ''}` : ''}`,
    );
}

function nameOf(header: PairHeader): string {
  return `${longDate(header.date1)}_${longDate(header.date2)}`;
}

/** Files whose dates are those of no pair: what would make the pair was not found. */
function lonelyCompanions(
  input: PairStackInput,
  datasets: readonly StackDataset[],
  primary: StackDataset,
  names: readonly string[],
): string[] {
  if (input.pathTags !== undefined) return []; // dates of another spelling
  const turned = names.map((name) => name.split('_').reverse().join('_')); // a path may tell the later date first
  const known = new Set([...names, ...turned].flatMap((name) => [name, name.replace(/T\d+/g, '')])); // or days only
  return datasets.flatMap((dataset) => {
    const lonely = (input.files[dataset] ?? []).filter((path) => {
      const name = pairNameIn(path);
      return name !== undefined && !known.has(name) && !known.has(name.replace(/T\d+/g, ''));
    });
    if (dataset === primary || lonely.length === 0) return [];
    const shown = lonely.length > 3 ? [...lonely.slice(0, 3), '...'] : lonely;
    return [`No ${primary} for ${lonely.length} file(s) of ${dataset}: ${shown.join(', ')}.`];
  });
}
