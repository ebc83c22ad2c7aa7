import { basename, dirname, resolve } from 'node:path';

/**
 * Where a command that changes the grid of a file puts the result: under the name of the file when it lies elsewhere, else
 * under one that is made of it. HDF5 is written, whatever is read.
 */
export function outputHere(file: string, rename: (path: string) => string): string {
  const isHere = dirname(resolve(file)) === process.cwd();
  const name = resolve(isHere ? rename(file) : basename(file));
  return /\.(?:h5|he5|hdf5)$/i.test(name) ? name : `${name}.h5`;
}
