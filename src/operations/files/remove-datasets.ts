import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import { nearestNames } from '../../core/nearest-name.ts';
import { whileLocked } from '../../io/files/output.ts';
import { rewriteH5, withH5 } from '../../io/hdf5/file.ts';
import { assertRequest } from '../request.ts';

export interface RemoveRequest {
  /** HDF5 file, changed in place */
  readonly file: string;
  /** datasets by their path, or by their name where it is the only one of that name */
  readonly datasets: readonly string[];
}

/**
 * Take datasets out of an HDF5 file: `mintsar remove_hdf5_dset`. The file is written anew beside the old one, so that their
 * space is free, and takes its place when it is complete; all else stays, with attributes and compression.
 * @throws {FileError} when one of them is not there, or nothing would be left
 */
export async function removeDatasets({ file, datasets }: RemoveRequest, context: Context): Promise<void> {
  assertRequest('removeDatasets', { file, datasets }, context, ['file', 'datasets[]']);
  await whileLocked([file], context, async ({ held }) => {
    const all = await withH5(file, (reader) => [...reader.datasets.keys(), ...reader.others.keys()]);
    const unwanted = new Set(datasets.map((name) => pathOf(file, name, all)));
    if (all.every((name) => unwanted.has(name)))
      throw new FileError(
        `${file} would be left without a dataset.`,
        'Remove the file instead, or name fewer datasets.',
      );
    await rewriteH5(file, { keep: (name) => !unwanted.has(name), held });
    context.log.info(`removed ${[...unwanted].join(', ')} from ${file}`);
  });
}

function pathOf(file: string, name: string, all: readonly string[]): string {
  const wanted = name.replace(/^\//, '');
  if (all.includes(wanted)) return wanted;
  const alike = all.filter((path) => path.endsWith(`/${wanted}`));
  if (alike.length === 1) return alike[0];
  if (alike.length > 1)
    throw new FileError(`${file} has ${alike.length} datasets ${name}.`, `Name one of ${alike.join(', ')}.`);
  const near = nearestNames(wanted, all);
  throw new FileError(
    `${file} has no dataset ${name}.`,
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `It has: ${all.join(', ')}.`,
  );
}
