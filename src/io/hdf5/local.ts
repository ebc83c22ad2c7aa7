import { LocalFile } from '../bytes/local-file.ts';
import { assertPath } from '../path-argument.ts';
import { type H5FileReader, openH5Now } from './reader.ts';
import type { H5Reader } from './types.ts';

/* Reading HDF5 files on this machine, by path; threads need no more. Everything beneath knows no disk: see reader.ts for files elsewhere. */

/** Open a file for reading. @throws {FileError} when it is not there, no HDF5 file, or damaged */
export async function openH5(path: string): Promise<H5Reader> {
  assertPath(path);
  return openLocal(path);
}

/** The same, at once and with the structure of the file. */
export function openLocal(path: string): H5FileReader {
  const source = new LocalFile(path);
  try {
    return openH5Now(source);
  } catch (error) {
    source.close();
    throw error;
  }
}

/** Run `use` with the open file and close it whatever happens. */
export async function withH5<T>(path: string, use: (file: H5Reader) => T | Promise<T>): Promise<T> {
  const file = await openH5(path);
  try {
    return await use(file);
  } finally {
    file.close();
  }
}
