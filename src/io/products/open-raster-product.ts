import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { FileError } from '../../core/errors.ts';
import type { H5Reader } from '../hdf5/types.ts';
import { knowConventions } from '../raster/convention.ts';
import { openRaster, sidecarOf } from '../raster/local.ts';
import { sheetKinds } from '../raster/sidecar.ts';
import { RasterReader } from './raster-reader.ts';
import { openSelfDescribing } from './self-describing.ts';

/**
 * Open the raster that a path means, be it the raster's own or that of the sheet beside it; undefined for what is not there.
 * @throws {FileError} for a file that is neither HDF5 nor described by a sheet
 */
export async function openRasterProduct(path: string): Promise<H5Reader | undefined> {
  await knowConventions();
  const raster = rasterOf(path);
  if (raster === undefined) return undefined;
  return new RasterReader((await openSelfDescribing(raster)) ?? openRaster(raster));
}

function rasterOf(path: string): string | undefined {
  if (!existsSync(path) || statSync(path).isDirectory()) return undefined;
  if (path.endsWith('.vrt')) return path;
  const endings = sheetKinds().map(({ ending }) => ending);
  const described = endings
    .filter((ending) => path.endsWith(`.${ending}`))
    .map((ending) => path.slice(0, -ending.length - 1));
  const own = described.find((name) => existsSync(name));
  if (own !== undefined) return own;
  const isOtherFormat = /\.(?:tiff?|grd|nc|cos)$/i.test(path); // read, or refused by its name
  if (isOtherFormat || endings.some((ending) => sidecarOf(path, ending) !== undefined)) return path;
  throw new FileError(
    `${path} is neither an HDF5 file nor a raster with a sheet beside it.`,
    `Expected one of ${endings.map((ending) => `${basename(path)}.${ending}`).join(', ')}.`,
  );
}
