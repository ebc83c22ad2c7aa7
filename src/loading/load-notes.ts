import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { fileVersion, plainNumbers } from '../compute/work-journal.ts';
import { isAddress } from '../io/bytes/address.ts';
import type { H5Reader } from '../io/hdf5/types.ts';
import { writeWhole } from '../io/whole-file.ts';
import type { StackFill } from './file-plan.ts';
import type { DatasetToFill } from './load-rasters.ts';

/*
 * What the interferograms of a stack were read from, noted in a hidden file beside it when it is loaded: by this a later run
 * tells which of them stay as they are. Notes count for the stack whose datasets say the same time of loading.
 */

/** To be raised when loading makes other values of the same raw files. */
const FORMAT = 1;

/** By pair and dataset: changes when the raw file does, or what is made of it. */
export type PairKeys = ReadonlyMap<string, Readonly<Record<string, string>>>;

interface Load {
  /** MODIFICATION_TIME of the datasets */
  readonly made: string;
  readonly pairs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function notesPath(stack: string): string {
  return join(dirname(stack), `.${basename(stack)}.sources`);
}

/** What the interferograms of a stack would be read from now. @param workDir folder from which paths count: it may be moved */
export function keysOf({ rasters, size }: StackFill, names: readonly string[], workDir: string): PairKeys {
  const digest = (value: unknown) =>
    createHash('sha256').update(JSON.stringify(value, plainNumbers)).digest('base64url').slice(0, 16);
  const keyOf = ({ type, method, layers }: DatasetToFill, k: number) => {
    const { source, transforms, length, width } = layers[k];
    const files = filesIn(source).map((path) => fileVersion(path));
    return digest([movable([source, transforms], workDir), length, width, type, method, size, files]);
  };
  return new Map(
    names.map((name, k) => [
      name,
      Object.fromEntries(rasters.map((raster) => [raster.name, keyOf(raster, k)])),
    ]),
  );
}

/** All files of this machine that a layer names, also those that a virtual raster shows. */
function filesIn(value: unknown): string[] {
  const found = new Set<string>();
  const visit = (part: unknown): void => {
    if (typeof part === 'string') {
      if (isAbsolute(part)) found.add(part);
    } else if (typeof part === 'object' && part !== null && !ArrayBuffer.isView(part)) {
      for (const [key, inner] of Object.entries(part)) {
        visit(key);
        visit(inner);
      }
    }
  };
  visit(value);
  const { path, version } = value as { readonly path: string; readonly version?: string };
  if (isAddress(path) && version === undefined) found.add(path); // nobody knows whether it is the same
  return [...found].sort();
}

/** The same with paths that start from a folder. */
function movable(value: unknown, folder: string): unknown {
  const place = (text: string) => (isAbsolute(text) ? relative(folder, text) : text);
  if (typeof value === 'string') return place(value);
  if (Array.isArray(value)) return value.map((part) => movable(part, folder));
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [place(key), movable(inner, folder)]),
  );
}

/** The notes that count for a stack; undefined when there are none. */
export function notesOf(stack: string, file: H5Reader, rasters: readonly string[]): PairKeys | undefined {
  const times = new Set(rasters.map((name) => file.datasets.get(name)?.attributes['MODIFICATION_TIME']));
  const [made] = times;
  if (times.size !== 1 || made === undefined) return undefined;
  const load = read(notesPath(stack)).find((one) => one.made === made);
  return load && new Map(Object.entries(load.pairs));
}

/**
 * Note what a stack will be made from: before it takes its place. What counts for the stack that is there stays until then.
 * @param made MODIFICATION_TIME of its datasets
 */
export function noteLoad(stack: string, made: string, keys: PairKeys): void {
  write(stack, [...read(notesPath(stack)).slice(-1), { made, pairs: Object.fromEntries(keys) }]);
}

/** The stack is there: other notes are of no use. */
export function forgetOtherLoads(stack: string): void {
  write(stack, read(notesPath(stack)).slice(-1));
}

function write(stack: string, loads: readonly Load[]): void {
  writeWhole(notesPath(stack), `${JSON.stringify({ format: FORMAT, loads })}\n`);
}

/** Damaged notes and those of another format cost time, never a result. */
function read(path: string): readonly Load[] {
  if (!existsSync(path)) return [];
  try {
    const { format, loads } = JSON.parse(readFileSync(path, 'utf8')) as { format: unknown; loads: unknown };
    return format === FORMAT && Array.isArray(loads) && loads.every(isLoad) ? loads : [];
  } catch {
    return [];
  }
}

function isLoad(value: unknown): value is Load {
  if (typeof value !== 'object' || value === null) return false;
  const { made, pairs } = value as Partial<Load>;
  return (
    typeof made === 'string' &&
    typeof pairs === 'object' &&
    pairs !== null &&
    Object.values(pairs).every((keys) => typeof keys === 'object' && keys !== null)
  );
}
