import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { openLocal } from '../hdf5/local.ts';
import { stayingPlanes } from '../hdf5/staying-planes.ts';
import type { DatasetSpec, StoredChunk } from '../hdf5/types.ts';
import { writeWhole } from '../whole-file.ts';
import { stackMark } from './stack-mark.ts';

/*
 * Where the planes of a dataset stand that was made one interferogram at a time, and from what, noted in a hidden file beside the
 * stack. When interferograms come, the dataset goes and its bytes stay: who makes it again takes from them what would be made
 * alike. Notes count as long as only edits that move no bytes have changed the stack.
 */

/** To be raised when the notes are written otherwise. */
const FORMAT = 2;

/** A plane that was made: the bytes of the stack that hold it, and what its maker tells of it. */
export interface KeptPlane {
  readonly chunks: readonly StoredChunk[];
  readonly summary: unknown;
}

/** By all that a plane was made from. */
type KeptPlanes = Readonly<Record<string, KeptPlane>>;

interface Notes {
  readonly format: number;
  /** state of the stack for which they hold */
  readonly stack: string;
  /** Names all states of the stack, this one and those before, since when no byte was moved. */
  readonly lineage: string;
  readonly datasets: Readonly<Record<string, KeptPlanes>>;
}

function notesPath(stack: string): string {
  return join(dirname(stack), `.${basename(stack)}.planes`);
}

/**
 * What each plane of a dataset would be made from: another text when its inputs are other bytes, or the rules other ones.
 * @param inputs datasets of the stack of which plane k makes plane k
 * @param rules plain data of plane k that matters beside them
 * @returns undefined where the planes of an input do not stand for themselves, or nothing can be noted beside the stack
 */
export function planeKeys(
  stack: string,
  inputs: readonly string[],
  numIfgram: number,
  rules: (k: number) => unknown,
): string[] | undefined {
  const lineage = lineageOf(stack);
  if (lineage === undefined) return undefined;
  const file = openLocal(stack);
  try {
    const places: string[][] = Array.from({ length: numIfgram }, () => []);
    for (const name of inputs) {
      const stored = file.storedPieces(name);
      if (stored === undefined || stored.chunkShape[0] !== 1) return undefined;
      for (const { offset, address, size } of stored.chunks)
        places[offset[0]].push([name, ...offset.slice(1), address, size].join(' '));
    }
    const { createHash } = process.getBuiltinModule('node:crypto');
    return places.map((place, k) =>
      createHash('sha256')
        .update(JSON.stringify([lineage, place, rules(k)]))
        .digest('base64url')
        .slice(0, 22),
    );
  } finally {
    file.close();
  }
}

/** The planes of a dataset of float32 that were noted and still stand in the stack, by their keys. */
export function keptPlanes(stack: string, { name, shape }: DatasetSpec): ReadonlyMap<string, KeptPlane> {
  const planeBytes = 4 * shape[1] * shape[2];
  const end = statSync(stack).size;
  const isWhole = ({ chunks }: KeptPlane) =>
    chunks.length === 1 && chunks[0].size === planeBytes && chunks[0].address + planeBytes <= end;
  return new Map(
    Object.entries(heldNotes(stack)?.datasets[name] ?? {}).filter(([, plane]) => isWhole(plane)),
  );
}

/**
 * Note the planes of a dataset that is complete in the stack.
 * @param keys of all its planes @param summaries what their maker tells of them
 */
export function notePlanes(
  stack: string,
  spec: DatasetSpec,
  keys: readonly string[],
  summaries: readonly unknown[],
): void {
  const file = openLocal(stack);
  try {
    const planes = stayingPlanes(file, spec);
    if (typeof planes === 'string') return;
    const made = keys.map((key, k) => [key, { chunks: planes[k], summary: summaries[k] }] as const);
    const { lineage, datasets } = heldNotes(stack) ?? begun();
    write(stack, lineage, { ...datasets, [spec.name]: Object.fromEntries(made) });
  } finally {
    file.close();
  }
}

/**
 * To be called before an edit of the stack that moves no bytes.
 * @returns to be called after it, when there is something to hold
 */
export function holdPlanes(stack: string): (() => void) | undefined {
  const notes = heldNotes(stack);
  return notes && (() => write(stack, notes.lineage, notes.datasets));
}

function begun(): Pick<Notes, 'lineage' | 'datasets'> {
  return { lineage: process.getBuiltinModule('node:crypto').randomUUID(), datasets: {} };
}

/** Of what is noted; notes are begun where none hold. */
function lineageOf(stack: string): string | undefined {
  const held = heldNotes(stack);
  if (held !== undefined) return held.lineage;
  const { lineage, datasets } = begun();
  try {
    write(stack, lineage, datasets);
  } catch {
    return undefined; // a folder that cannot be written
  }
  return lineage;
}

function write(stack: string, lineage: string, datasets: Notes['datasets']): void {
  const notes: Notes = { format: FORMAT, stack: stackMark(stack), lineage, datasets };
  // Notes that a power failure takes away cost time, never a result.
  writeWhole(notesPath(stack), `${JSON.stringify(notes)}\n`, { sync: false });
}

function heldNotes(stack: string): Notes | undefined {
  const path = notesPath(stack);
  if (!existsSync(path)) return undefined;
  try {
    const notes = JSON.parse(readFileSync(path, 'utf8')) as Notes;
    return notes.format === FORMAT && notes.stack === stackMark(stack) ? notes : undefined;
  } catch {
    return undefined; // damaged: all is made again
  }
}
