import { assertArgument } from '../../core/arguments.ts';
import { FileError, InterruptedError } from '../../core/errors.ts';
import { type HeldLocks, type Output, openOutput } from '../files/output.ts';
import { assertPath } from '../path-argument.ts';
import type { Base } from './layout-base.ts';
import { LayoutWriter } from './layout-writer.ts';
import { openH5, openLocal } from './local.ts';
import type { Message } from './object-header.ts';
import type { H5FileReader } from './reader.ts';
import { planesOf, stayingPlanes } from './staying-planes.ts';
import type { Attributes, DatasetSpec, H5Layout, H5Writer, NativeAttributes } from './types.ts';

export { openH5, withH5 } from './local.ts';

/* HDF5 files on this machine, by path: writing, and what local.ts has for reading. */

/** Lay out a new file beside `path`; it takes its place when `commit` is called. */
export async function createH5(path: string, layout: H5Layout, held?: HeldLocks): Promise<H5Writer> {
  assertPath(path);
  assertArgument('createH5', 'layout', layout, { attributes: 'object', datasets: 'list' });
  const output = await openOutput(path, held);
  return releasing(output, () => new LayoutWriter(output, layout.attributes, layout.datasets));
}

/** What an edit changes; everything not named stays as it is, byte for byte. */
export interface H5Edit {
  /** New root attributes from the old ones. */
  readonly attributes?: (old: Attributes) => NativeAttributes;
  /** Datasets to add, or to put in place of those of the same name. */
  readonly datasets?: readonly DatasetSpec[];
  readonly remove?: readonly string[];
  /** New attributes of datasets that stay: given the old ones, return all. */
  readonly datasetAttributes?: (name: string, old: Attributes) => NativeAttributes;
  /** false: whether the file survives a power failure does not matter */
  readonly sync?: boolean;
}

/**
 * Change a file so that it can be read at every moment: additions go behind its end and count only from `commit` on.
 * The bytes of replaced and removed datasets stay in the file as unused space.
 */
export async function editH5(path: string, edit: H5Edit, held?: HeldLocks): Promise<H5Writer> {
  assertPath(path);
  assertArgument('editH5', 'edit', edit);
  const output = await openOutput(path, held);
  return releasing(output, async () => {
    const file = await openEditable(output);
    try {
      return new LayoutWriter(output, ...editedLayout(file, edit));
    } finally {
      file.close();
    }
  });
}

/** Whatever goes wrong before there is a writer, the file is free again. */
async function releasing<T>(output: Output, open: () => T | Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    output.release();
    throw error;
  }
}

/**
 * Why no planes can be added to datasets of a file without moving those that are there; undefined when they can.
 * @param datasets as they are to be, with `planes`
 */
export function whyNotInPlace(file: H5FileReader, datasets: readonly DatasetSpec[]): string | undefined {
  if (!isEditable(file)) return 'it is laid out otherwise than by this program';
  return datasets
    .filter(({ planes }) => planes !== undefined)
    .map((spec) => stayingPlanes(file, spec))
    .find((found) => typeof found === 'string');
}

function isEditable({ structure }: H5FileReader): boolean {
  const { superblock, base, offsetSize, hasSymbolTable } = structure;
  return superblock.version === 0 && base === 0 && offsetSize === 8 && hasSymbolTable;
}

/** The file, rewritten first unless it has the layout written here, to which new groups can be added: that of h5py by default. */
async function openEditable({ path, lockName }: Output): Promise<H5FileReader> {
  const file = openLocal(path);
  if (isEditable(file)) return file;
  file.close();
  await rewriteH5(path, { held: new Set([lockName]) });
  return openLocal(path);
}

function editedLayout(
  file: H5FileReader,
  edit: H5Edit,
): [attributes: NativeAttributes, datasets: readonly DatasetSpec[], base: Base] {
  const { rootLinks, superblock } = file.structure;
  const links = new Map(rootLinks);
  for (const name of edit.remove ?? []) links.delete(name);
  const attributes = edit.attributes?.(file.attributes) ?? file.attributes;
  const headers = new Map<string, { messages: Message[]; attributes: NativeAttributes }>();
  if (edit.datasetAttributes !== undefined) {
    const replaced = new Set(edit.datasets?.map(({ name }) => name));
    for (const [name, info] of file.datasets) {
      if (links.get(name)?.kind !== 'hard' || replaced.has(name)) continue; // a link stays one
      headers.set(name, {
        messages: file.headerMessages(name),
        attributes: edit.datasetAttributes(name, info.attributes),
      });
    }
  }
  const together = (edit.datasets ?? []).filter(({ planes }) => planes !== undefined);
  const planes = new Map(together.map((spec) => [spec.name, spec.planeChunks ?? planesOf(file, spec)]));
  const { sizes, endOfFile } = superblock;
  const base: Base = { links, sizes, endOfFile, headers, planes, isDurable: edit.sync !== false };
  return [attributes, edit.datasets ?? [], base];
}

type Fill = (writer: H5Writer) => void | Promise<void>;

/**
 * Make a file that `fill` writes. When anything fails, what stood there before stays and nothing half-written is left; what
 * an interrupted run has finished waits under a hidden name for the next one.
 */
export async function makeH5(path: string, layout: H5Layout, fill: Fill, held?: HeldLocks): Promise<void> {
  await complete(await createH5(path, layout, held), fill);
}

/** Change a file by datasets that `fill` writes: all or nothing, as with `makeH5`. */
export async function addToH5(path: string, edit: H5Edit, fill: Fill, held?: HeldLocks): Promise<void> {
  await complete(await editH5(path, edit, held), fill);
}

async function complete(writer: H5Writer, fill: Fill): Promise<void> {
  try {
    await fill(writer);
    writer.commit();
  } catch (error) {
    writer.abort({ keep: error instanceof InterruptedError });
    throw error;
  }
}

/** Apply an edit that needs no new data. */
export async function editAttributes(
  path: string,
  change: (old: Attributes) => NativeAttributes,
  held?: HeldLocks,
): Promise<void> {
  (await editH5(path, { attributes: change }, held)).commit();
}

interface Rewriting {
  /** the file itself when left out */
  readonly target?: string;
  /** chooses the datasets */
  readonly keep?: (name: string) => boolean;
  readonly held?: HeldLocks;
}

/** Copy a file into the layout written here, plane by plane. */
export async function rewriteH5(
  path: string,
  { target = path, keep = () => true, held }: Rewriting = {},
): Promise<void> {
  const source = await openH5(path);
  try {
    const lost = source.others.values().next().value;
    if (lost !== undefined && keep(lost.name)) {
      throw new FileError(
        `${path} has to be written anew, and ${lost.name} would be lost: ${lost.problem}.`,
        `Copy what is needed from it without ${lost.name}, e.g. with h5py.`,
      );
    }
    const datasets = [...source.datasets.values()].filter(({ name }) => keep(name));
    const writer = await createH5(target, { attributes: source.attributes, datasets }, held);
    for (const { name, shape } of datasets) {
      if (shape.length < 3) {
        writer.write(name, source.read(name));
        continue;
      }
      for (let k = 0; k < shape[0]; k++) {
        const slab = { start: [k, ...shape.slice(1).map(() => 0)], count: [1, ...shape.slice(1)] };
        writer.write(name, source.read(name, slab), slab);
      }
    }
    writer.commit();
  } finally {
    source.close();
  }
}
