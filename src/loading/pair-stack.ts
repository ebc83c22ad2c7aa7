import { relative } from 'node:path';
import { longDate } from '../core/dates.ts';
import { FileError, MetadataError } from '../core/errors.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import { OBSERVATIONS, type PairDescription, type PairStack, type StackDataset } from './description.ts';
import type { FileLayer } from './layer.ts';
import { pairNameIn } from './pair-in-path.ts';
import { mostCommonSize } from './pair-sizes.ts';

/** What a processor knows of one primary file. */
export interface PairHeader {
  /** As written by the processor: YYMMDD, YYYYMMDD, with or without time. */
  readonly date1: string;
  readonly date2: string;
  readonly bperpTop: number;
  readonly bperpBottom: number;
  /** Asked for only where they count: those of the first pair become the stack's. */
  readonly attributes: Attributes;
}

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
  /** Lower end of the wanted window: pairs at least this large are kept whatever their size. */
  readonly subsetEnd?: { readonly y1: number; readonly x1: number };
}

/** Datasets that can name the pairs, in order of preference. */
const PRIMARY: readonly StackDataset[] = ['unwrapPhase', 'rangeOffset', 'azimuthOffset'];

/**
 * Match the files of all layers to pairs of dates. A pair with a missing companion is left out, a layer that no pair
 * has is left out, and pairs of an unusual size are left out, each with a warning.
 * @returns undefined when there is no primary file at all
 */
export function pairStack(input: PairStackInput): { stack?: PairStack; warnings: string[] } {
  const warnings: string[] = [];
  const primary = PRIMARY.find((name) => (input.files[name]?.length ?? 0) > 0);
  if (primary === undefined) return { warnings };
  const primaryFiles = input.files[primary] as readonly string[];
  const wanted = OBSERVATIONS.filter((name) => (input.files[name]?.length ?? 0) > 0);

  const pairs = new Map<string, { pair: PairDescription; header: PairHeader }>();
  const skipped: string[] = [];
  const used = new Set<StackDataset>([primary]);
  const candidates = primaryFiles.map((path, index) => {
    const header = input.header(path);
    const dates = [header.date1, header.date2].map((date) => longDate(date).slice(2));
    if (header.date1 === header.date2)
      throw new MetadataError(
        `${path} pairs ${header.date1} with itself.`,
        'Remove it from the stack, or rename it.',
      );
    const tags = input.pathTags?.(path) ?? [];
    const companions: Partial<Record<StackDataset, string>> = { [primary]: path };
    for (const dataset of wanted) {
      if (dataset === primary) continue;
      const match = companionOf(input, input.files[dataset] as readonly string[], index, dates, tags);
      if (match !== undefined) {
        companions[dataset] = match;
        used.add(dataset);
      }
    }
    return { path, header, companions };
  });
  const datasets = wanted.filter((name) => used.has(name));
  for (const name of wanted)
    if (!used.has(name)) warnings.push(`No ${name} file belongs to any pair: ${name} is left out.`);
  for (const { path, header, companions } of candidates) {
    const missing = datasets.filter((name) => companions[name] === undefined);
    if (missing.length > 0) {
      skipped.push(`${nameOf(header)} (no ${missing.join(', ')})`);
      continue;
    }
    const name = nameOf(header);
    if (pairs.has(name)) warnings.push(`Pair ${name} is there more than once: ${path} is used.`);
    const layers = Object.fromEntries(
      datasets.map((dataset) => [dataset, input.layer(dataset, companions[dataset] as string)]),
    );
    const [date1, date2] = name.split('_');
    const { bperpTop, bperpBottom } = header;
    pairs.set(name, { pair: { date1, date2, bperpTop, bperpBottom, layers }, header });
  }
  warnings.push(
    ...lonelyCompanions(
      input,
      datasets,
      primary,
      candidates.map(({ header }) => nameOf(header)),
    ),
  );
  if (skipped.length > 0)
    warnings.push(`Skipped ${skipped.length} pair(s) with missing files: ${skipped.join('; ')}.`);

  const sorted = [...pairs.keys()].sort().map((name) => pairs.get(name)!);
  const { kept, length, width, dropped } = mostCommonSize(sorted, input.subsetEnd);
  if (dropped.length > 0)
    warnings.push(
      `Left out ${dropped.length} pair(s) whose size is not the usual ${length} x ${width}: ${dropped.join('; ')}.`,
    );
  if (kept.length === 0) {
    throw new FileError(
      `None of the ${primaryFiles.length} ${primary} files makes a complete pair.`,
      'Check that coherence and component files lie in folders or have names with the same two dates.',
    );
  }
  const attributes = { ...kept[0].header.attributes, ...input.overrides };
  return { stack: { pairs: kept.map((entry) => entry.pair), datasets, length, width, attributes }, warnings };
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

/** The file at the same place of the sorted list if it belongs to the pair, else the first that does. */
function companionOf(
  { workDir }: PairStackInput,
  files: readonly string[],
  index: number,
  dates: readonly string[],
  tags: readonly string[],
): string | undefined {
  const belongs = (path: string | undefined): boolean => {
    if (path === undefined) return false;
    const shown = relative(workDir, path);
    // A path without times tells days only.
    const told = /\d{6}T\d{4}/.test(shown) ? dates : dates.map((date) => date.slice(0, 6));
    return told.every((date) => shown.includes(date)) || tags.some((tag) => shown.includes(tag));
  };
  return belongs(files[index]) ? files[index] : files.find(belongs);
}
