import { existsSync, statSync } from 'node:fs';
import { whyNotInPlace } from '../io/hdf5/file.ts';
import { openLocal } from '../io/hdf5/local.ts';
import type { H5FileReader } from '../io/hdf5/reader.ts';
import type { DatasetSpec } from '../io/hdf5/types.ts';
import type { FilePlan, StackFill } from './file-plan.ts';
import { keysOf, notesOf, type PairKeys } from './load-notes.ts';

/** What of a stack that is there can stay when it is loaded. */
export interface StackReuse {
  /**
   * `kept`: the file is what it would be. `added`: new interferograms go into it. `copied`: it is written anew, with what stays
   * taken from it. `anew`: nothing stays.
   */
  readonly how: 'kept' | 'added' | 'copied' | 'anew';
  /** for each interferogram the number that it has in the file, undefined = to be read */
  readonly planes: readonly (number | undefined)[];
  /** Why it is not simply kept or added to, to be told. */
  readonly reason?: string;
  readonly counts: { readonly added: number; readonly replaced: number; readonly removed: number };
  /** what the interferograms are made from */
  readonly keys: PairKeys;
}

export interface ReuseContext {
  readonly workDir: string;
  /** A complete file may stay as it is: no option of loading is another one. */
  readonly mayKeep: boolean;
  /** Interferograms that are as they would be read may stay. */
  readonly mayAdd: boolean;
}

/** More of a file than this is never left unused: it is written anew. */
const MOST_UNUSED = 0.5;

/** Compare a stack that is there with what would be loaded. @param isComplete whether it has all datasets and pairs */
export function stackReuse(
  path: string,
  plan: FilePlan & { readonly stack: StackFill },
  isComplete: (file: H5FileReader) => boolean,
  { workDir, mayKeep, mayAdd }: ReuseContext,
): StackReuse {
  const { names } = plan;
  const keys = keysOf(plan.stack, names, workDir);
  const none = {
    planes: names.map(() => undefined),
    keys,
    counts: { added: names.length, replaced: 0, removed: 0 },
  };
  if (!existsSync(path) || !(mayKeep || mayAdd)) return { how: 'anew', ...none };
  let file: H5FileReader;
  try {
    file = openLocal(path);
  } catch {
    return { how: 'anew', ...none, reason: 'it cannot be read' };
  }
  try {
    const rasters = plan.stack.rasters.map(({ name }) => name);
    const complete = explainless(() => isComplete(file));
    const known = explainless(() => pairsOf(file)) ?? [];
    const notes = notesOf(path, file, rasters);
    if (notes === undefined || known.some((name) => !notes.has(name))) {
      if (mayKeep && complete) return { how: 'kept', ...none };
      return { how: 'anew', ...none, reason: 'nothing tells from which raw files it was read' };
    }
    const isSame = (name: string) => {
      const [now, then] = [keys.get(name)!, notes.get(name)];
      return rasters.every((raster) => then?.[raster] === now[raster]);
    };
    const planes = names.map((name) =>
      known.includes(name) && isSame(name) ? known.indexOf(name) : undefined,
    );
    const counts = {
      added: names.filter((name) => !known.includes(name)).length,
      replaced: names.filter((name) => known.includes(name) && !isSame(name)).length,
      removed: known.filter((name) => !names.includes(name)).length,
    };
    if (mayKeep && complete && planes.every((k, i) => k === i)) return { how: 'kept', planes, counts, keys };
    if (!mayAdd) return { how: 'anew', ...none };
    if (planes.every((k) => k === undefined))
      return { how: 'anew', ...none, reason: 'all its raw files are new' };
    const lost = rasters.find((name) => !hasShape(file, plan.datasets.find((spec) => spec.name === name)!));
    if (lost !== undefined) return { how: 'anew', ...none, reason: `${lost} has another size or type` };
    const reason =
      (statSync(path).nlink > 1
        ? 'the file has another name (a hard link), which keeps what it has'
        : undefined) ??
      whyNotInPlace(file, addedTo(plan.datasets, planes)) ??
      (unusedAfter(file, rasters, planes) > MOST_UNUSED ? 'more than half of it would be unused' : undefined);
    return { how: reason === undefined ? 'added' : 'copied', planes, counts, keys, reason };
  } finally {
    file.close();
  }
}

/** Layout of the datasets when planes stay. */
export function addedTo(
  datasets: readonly DatasetSpec[],
  planes: readonly (number | undefined)[],
): DatasetSpec[] {
  return datasets.map((spec) => (spec.shape.length === 3 ? { ...spec, planes } : spec));
}

function hasShape(file: H5FileReader, { name, type, shape }: DatasetSpec): boolean {
  const found = file.datasets.get(name);
  return (
    found?.type === type &&
    found.shape.length === 3 &&
    found.shape[1] === shape[1] &&
    found.shape[2] === shape[2]
  );
}

function pairsOf(file: H5FileReader): string[] {
  const dates = file.read('date') as string[];
  return Array.from({ length: dates.length >> 1 }, (_, k) => `${dates[2 * k]}_${dates[2 * k + 1]}`);
}

/** Share of the file that nothing would refer to. */
function unusedAfter(
  file: H5FileReader,
  rasters: readonly string[],
  planes: readonly (number | undefined)[],
): number {
  const stay = new Set(planes);
  const used = rasters.reduce((sum, name) => {
    const chunks = file.storedPieces(name)?.chunks ?? [];
    return sum + chunks.reduce((a, { offset, size }) => a + (stay.has(offset[0]) ? size : 0), 0);
  }, 0);
  return 1 - used / file.structure.superblock.endOfFile;
}

/** What cannot be read in a file is not there. */
function explainless<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
