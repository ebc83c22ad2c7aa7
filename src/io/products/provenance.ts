import { existsSync, statSync } from 'node:fs';
import { withH5 } from '../hdf5/file.ts';
import type { Attributes, H5Reader } from '../hdf5/types.ts';
import { modificationTime } from './ifgram-stack.ts';
import type { Product } from './product.ts';

/* Whether what is there is what would be made today: the one place that decides it. */

/**
 * Something a product is made from: a file, or a dataset of a stack. A dataset tells by itself when it was changed last:
 * its file changes for other reasons too, such as a new reference point.
 */
export type Origin = string | { readonly stack: Product; readonly dataset: string };

/** What a product would be if it were made now. */
export interface Recipe {
  /** what it is made from: it must not be older */
  readonly from?: readonly Origin[];
  /** options and places, as stored by this program or by MintPy; a missing attribute counts as `None` */
  readonly attributes?: Attributes;
  /** what else its file must hold */
  readonly holds?: (file: H5Reader) => boolean;
}

/** Whether an HDF5 product is there, readable, and what its recipe says: it needs no new run. */
export async function isMadeBy(
  output: string,
  { from = [], attributes = {}, holds }: Recipe,
): Promise<boolean> {
  if (!isNotOlder(output, from)) return false;
  try {
    return await withH5(
      output,
      (file) =>
        Object.entries(attributes).every(([key, value]) => (file.attributes[key] ?? 'None') === value) &&
        (holds === undefined || holds(file)),
    );
  } catch {
    return false; // unreadable: make it again
  }
}

/** Whether a file of any kind is there and not older than what it is made from. Origins that are gone do not count. */
export function isNotOlder(output: string, from: readonly Origin[]): boolean {
  const made = timeOf(output);
  return made !== undefined && from.every((origin) => !(originTime(origin) > made));
}

/** Milliseconds since 1970; NaN for what is not there. */
function originTime(origin: Origin): number {
  if (typeof origin === 'string') return timeOf(origin) ?? Number.NaN;
  const changed = modificationTime(origin.stack, origin.dataset);
  return changed === undefined ? (timeOf(origin.stack.path) ?? Number.NaN) : 1000 * changed;
}

/** Undefined for what is not there, and for empty files: power failures leave them, nobody makes them. */
function timeOf(path: string): number | undefined {
  const stat = existsSync(path) ? statSync(path) : undefined;
  return stat === undefined || stat.size === 0 ? undefined : stat.mtimeMs;
}

/**
 * Size and time of a file, after symbolic links; undefined when it is not there. A folder that is moved or copied with
 * its times keeps its stamps. With `changes` any change of the file counts, also one that sets its time back.
 */
export function stampOf(path: string, { changes = false } = {}): string | undefined {
  if (!existsSync(path)) return undefined;
  if (!changes) {
    const { size, mtimeMs } = statSync(path);
    return `${size} bytes, ${mtimeMs}`;
  }
  const { size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  return `${size} ${mtimeNs} ${ctimeNs}`;
}
