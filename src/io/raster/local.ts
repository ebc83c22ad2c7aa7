import { existsSync } from 'node:fs';
import { LocalFile } from '../bytes/local-file.ts';
import type { Attributes } from '../hdf5/types.ts';
import type { ByteOrder } from './envi-header.ts';
import type { FileSet } from './file-set.ts';
import type { Raster, RasterFormat } from './open-raster.ts';
import * as rasters from './raster.ts';
import type { RawLayout } from './raw-band.ts';
import * as sheets from './sidecar.ts';

/* Rasters on this machine, by path. Everything beneath knows no disk: see raster.ts for files elsewhere. */

const FILES: FileSet = { has: (path) => existsSync(path), open: (path) => new LocalFile(path) };

/** A VRT, a self-describing format, or a raw binary file with its sheets beside it: see raster.ts. */
export function openRaster(path: string, silentOrder?: ByteOrder): rasters.RasterWithAttributes {
  return rasters.openRaster(FILES, path, silentOrder);
}

/** A file whose sheets have been read before. */
export function openFormat(path: string, format: RasterFormat): Raster {
  return rasters.openFormat(FILES, path, format);
}

/** A raw binary file whose layout is known from elsewhere. */
export function openRaw(path: string, layout: RawLayout): Raster {
  return rasters.openRaw(FILES, path, layout);
}

/** All that is needed to read one band of a raster: see raster.ts. */
export function formatOfBand(format: RasterFormat, band: number) {
  return rasters.formatOfBand(FILES, format, band);
}

/** Attributes of a raster from the sheets beside it: see sidecar.ts. */
export function readRasterAttributes(path: string): Attributes {
  return sheets.readRasterAttributes(FILES, path);
}

/** The sheet with an ending beside a raster, if it is there. */
export function sidecarOf(path: string, ending: string): string | undefined {
  return sheets.sidecarOf(FILES, path, ending);
}

/** A metadata sheet as text. @throws {FileError} when it cannot be read or is far too large for one */
export function readSheet(path: string): string {
  return sheets.readSheet(FILES, path);
}
