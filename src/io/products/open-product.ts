import { existsSync } from 'node:fs';
import { isAddress } from '../bytes/address.ts';
import { LocalFile } from '../bytes/local-file.ts';
import { openH5 } from '../hdf5/local.ts';
import type { H5Reader } from '../hdf5/types.ts';
import { assertPath } from '../path-argument.ts';

const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/**
 * Open a file of any kind that commands take: HDF5, here or at an http(s) address, a raster that a sheet beside it describes, or a
 * GeoTIFF or netCDF grid.
 * The sheet of a raster stands for the raster. Reading from a server may throw `BytesWanted`: `withProduct` brings what is wanted.
 * @throws {FileError} when it is neither
 */
export async function openProduct(path: string): Promise<H5Reader> {
  assertPath(path);
  if (isAddress(path)) return (await farProduct()).openFarProduct(path);
  // Grids of GMT may be HDF5, too.
  if (/\.(?:h5|he5|hdf5)$/i.test(path) || (!/\.grd$/i.test(path) && isHdf5(path))) return openH5(path);
  // Loaded here: most files are HDF5.
  const { openRasterProduct } = await import('./open-raster-product.ts');
  return (await openRasterProduct(path)) ?? openH5(path);
}

/** Run `use` with the open file and close it whatever happens. Of a file on a server it may run again from the start. */
export async function withProduct<T>(path: string, use: (file: H5Reader) => T | Promise<T>): Promise<T> {
  if (isAddress(path)) return (await farProduct()).withFarProduct(path, use);
  const file = await openProduct(path);
  try {
    return await use(file);
  } finally {
    file.close();
  }
}

/** Loaded when it is needed: most files are on this machine. */
function farProduct() {
  return import('./far-product.ts');
}

function isHdf5(path: string): boolean {
  if (!existsSync(path)) return false;
  const file = new LocalFile(path);
  try {
    return file.size >= SIGNATURE.length && SIGNATURE.equals(file.read(0, SIGNATURE.length));
  } finally {
    file.close();
  }
}
