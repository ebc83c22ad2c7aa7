import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { FileError } from '../../core/errors.ts';
import { openH5 } from '../hdf5/file.ts';
import type { H5Reader } from '../hdf5/types.ts';
import { assertPath } from '../path-argument.ts';
import { knowConventions } from '../raster/convention.ts';
import { sidecarOf } from '../raster/local.ts';
import { sheetKinds } from '../raster/sidecar.ts';
import { RasterReader } from './raster-reader.ts';

const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/**
 * Open a file of any kind that commands take: HDF5, or a raster that a sheet beside it describes. The sheet of a raster
 * stands for the raster.
 * @throws {FileError} when it is neither
 */
export async function openProduct(path: string): Promise<H5Reader> {
  assertPath(path);
  if (/\.(?:h5|he5|hdf5)$/i.test(path)) return openH5(path);
  await knowConventions();
  const raster = rasterOf(path);
  return raster === undefined ? openH5(path) : new RasterReader(raster);
}

/** Run `use` with the open file and close it whatever happens. */
export async function withProduct<T>(path: string, use: (file: H5Reader) => T | Promise<T>): Promise<T> {
  const file = await openProduct(path);
  try {
    return await use(file);
  } finally {
    file.close();
  }
}

/** The raster that a path means; undefined for HDF5, and for what is not there. */
function rasterOf(path: string): string | undefined {
  if (!existsSync(path) || statSync(path).isDirectory()) return undefined;
  if (path.endsWith('.vrt')) return path;
  const endings = sheetKinds().map(({ ending }) => ending);
  const described = endings
    .filter((ending) => path.endsWith(`.${ending}`))
    .map((ending) => path.slice(0, -ending.length - 1));
  const own = described.find((name) => existsSync(name));
  if (own !== undefined) return own;
  if (isHdf5(path)) return undefined;
  const isOtherFormat = /\.(?:tiff?|grd|nc|cos)$/i.test(path); // read, or refused by its name
  if (isOtherFormat || endings.some((ending) => sidecarOf(path, ending) !== undefined)) return path;
  throw new FileError(
    `${path} is neither an HDF5 file nor a raster with a sheet beside it.`,
    `Expected one of ${endings.map((ending) => `${basename(path)}.${ending}`).join(', ')}.`,
  );
}

function isHdf5(path: string): boolean {
  const start = Buffer.alloc(SIGNATURE.length);
  const fd = openSync(path, 'r');
  try {
    readSync(fd, start, 0, start.length, 0);
  } finally {
    closeSync(fd);
  }
  return start.equals(SIGNATURE);
}
