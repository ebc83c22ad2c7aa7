import { defineCommand } from '../flags/define-command.ts';
import { shortName } from '../flags/file-check.ts';
import { argument, flag, on } from '../flags/flag.ts';
import { inputFile, orNo, outputFile, word } from '../flags/kind.ts';
import { saveGdal } from '../operations/exports/save-gdal.ts';

/** `mintsar save_gdal`. */
export const command = defineCommand({
  description:
    'A geocoded raster for GIS programs, with its place, unit, dates and no-data value: GeoTIFF, cloud-optimized GeoTIFF with overviews (COG), or ENVI. Of a time series every date becomes a file of its own.',
  examples: [
    'mintsar save_gdal geo/geo_velocity.h5',
    'mintsar save_gdal geo/geo_velocity.h5 --of COG -m geo/geo_maskTempCoh.h5 -o velocity.tif',
    'mintsar save_gdal geo/geo_timeseries_demErr.h5 -d 20180104_20180504 -o displacement.tif',
    'mintsar save_gdal geo/geo_timeseries_demErr.h5',
    'mintsar save_gdal geo/geo_geometryRadar.h5 -d height --of ENVI -o dem.img',
  ],
  flags: {
    file: argument(inputFile, 'geocoded file'),
    dataset: flag('-d --dset --dataset', word, 'raster of it: a date, two dates 20180104_20180504, a name', {
      shown: 'all dates of a series, else what the file is about',
    }),
    outfile: flag('-o --output', outputFile, 'output; of several rasters each adds its date to the name', {
      shown: 'after the raster, in the current folder',
    }),
    mask: flag('-m --mask', orNo(inputFile), 'mask, 0 = no data'),
    zeroMask: on('--zm --zero-mask', '0 is no data'),
    format: flag('--of --out-format --output-format', word, 'GTiff, COG or ENVI', {
      default: 'GTiff',
      metavar: 'FORMAT',
    }),
  },
  async run(request, context) {
    const files = await saveGdal({ ...request, folder: process.cwd() }, context);
    for (const file of files) context.print(shortName(file));
  },
});
