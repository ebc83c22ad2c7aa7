import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { withH5 } from '../../src/io/hdf5/file.ts';

/** All files under a folder, by their path from it. */
export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Whether a file is one that is being written. */
export function isLeftover(name: string): boolean {
  return /partial|journal|\.tmp\b|\block\b/.test(name);
}

/** Leftovers of files that were being written. */
export function leftovers(folder: string): string[] {
  return filesUnder(folder).filter(isLeftover);
}

/** HDF5 files that cannot be read from beginning to end, with the reason. */
export async function unreadable(folder: string): Promise<string[]> {
  const problems: string[] = [];
  for (const name of filesUnder(folder)) {
    if (!/\.(h5|he5)$/.test(name) || /partial/.test(name)) continue;
    try {
      await withH5(join(folder, name), (file) => {
        for (const dataset of file.datasets.keys()) file.read(dataset);
      });
    } catch (error) {
      problems.push(`${name}: ${String(error)}`);
    }
  }
  return problems;
}
