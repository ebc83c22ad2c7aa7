import { UnsupportedError } from '../../core/errors.ts';

/** Formats that are written here, by GDAL's names. */
const EXTENSIONS = { GTiff: '.tif', COG: '.tif', ENVI: '' } as const;

export type GdalFormat = keyof typeof EXTENSIONS;

/** What does the job of a format that is not written. */
const INSTEAD: Readonly<Record<string, string>> = {
  gmt: 'Use mintsar save_gmt, which writes GMT grids.',
  netcdf: 'Use mintsar save_netcdf, which writes maps and whole series.',
  png: 'Use mintsar view --nowhitespace for a picture, mintsar save_kmz for one with its place; GTiff keeps the numbers.',
  jpeg: 'Use mintsar view --nowhitespace for a picture, mintsar save_kmz for one with its place; GTiff keeps the numbers.',
  grib: 'GRIB is for weather models; GTiff keeps the numbers.',
  roi_pac: 'Use mintsar save_roipac.',
  zarr: 'Use GTiff or COG here.',
};

/** @throws {UnsupportedError} for a format that is not written, with what to use */
export function gdalFormat(name: string): GdalFormat {
  const known = Object.keys(EXTENSIONS) as GdalFormat[];
  const found = known.find((format) => format.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw new UnsupportedError(
    `save_gdal does not write ${name}; it writes ${known.join(', ')}.`,
    INSTEAD[name.toLowerCase()] ?? `Write GTiff and convert it: gdal_translate -of ${name} IN.tif OUT`,
  );
}

/** @returns with its dot; empty for formats whose files have none */
export function extensionOf(format: GdalFormat): string {
  return EXTENSIONS[format];
}
