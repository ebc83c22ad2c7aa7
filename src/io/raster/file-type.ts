import { baseName, endingOf } from './file-set.ts';

const MEANINGLESS = /\.(?:geo|rdr|full|mli|wgs84|grd|bil|bip)$/;

/**
 * FILE_TYPE of a raster: its extension with the dot after taking off those that say nothing about the content
 * (`x.cor.geo` is `.cor`); the base name when no extension is left (`hgt.rdr` is `hgt`).
 */
export function rasterFileType(path: string): string {
  let base = baseName(path).toLowerCase();
  while (MEANINGLESS.test(base)) base = base.replace(MEANINGLESS, '');
  return endingOf(base) || base;
}
