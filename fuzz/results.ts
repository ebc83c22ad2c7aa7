import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { withH5 } from '../src/io/hdf5/file.ts';

/** Values of every dataset and every attribute of an HDF5 file, in one text. */
export async function contentOf(path: string): Promise<string> {
  return withH5(path, (file) => {
    const parts = [...file.datasets].map(([name, { shape }]) => {
      const values = file.read(name);
      const bytes = ArrayBuffer.isView(values) ? values : JSON.stringify(values);
      return `${name} [${shape}] ${hash(bytes)}`;
    });
    return `${parts.join('\n')}\n${JSON.stringify(file.attributes)}`;
  });
}

/** What all HDF5 files of a folder hold: each must be whole. Marks of time are left out. */
export async function contentOfFolder(folder: string): Promise<string> {
  if (!existsSync(folder)) return '';
  const parts: string[] = [];
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith('.h5') && !name.startsWith('.')) parts.push(name, await contentOf(join(folder, name)));
  }
  return parts.join('\n').replaceAll(/"MODIFICATION_TIME":"[^"]*"/g, '');
}

function hash(values: string | NodeJS.ArrayBufferView): string {
  return createHash('sha256').update(values).digest('hex').slice(0, 16);
}
