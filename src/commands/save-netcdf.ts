import { defineCommand } from '../flags/define-command.ts';
import { shortName } from '../flags/file-check.ts';
import { argument, argumentList, flag, on } from '../flags/flag.ts';
import { inputFile, orNo, outputFile, word } from '../flags/kind.ts';
import { saveNetcdf } from '../operations/exports/save-netcdf.ts';

/** `mintsar save_netcdf`. */
export const command = defineCommand({
  description:
    'Maps and whole time series as netCDF after the CF conventions: with a time axis, coordinates, units and the coordinate system, as xarray, QGIS and others read it. Data in radar coordinates get the latitude and longitude of their pixels.',
  examples: [
    'mintsar save_netcdf geo/geo_timeseries_demErr.h5 -m geo/geo_maskTempCoh.h5',
    'mintsar save_netcdf geo/geo_velocity.h5 velocity velocityStd -o velocity.nc',
    'mintsar save_netcdf timeseries_demErr.h5 -g inputs/geometryRadar.h5',
  ],
  flags: {
    file: argument(inputFile, 'any product'),
    datasets: argumentList(word, 'datasets, dates or slices (default: everything in the file)', '*'),
    outfile: flag('-o --output', outputFile, 'output', {
      shown: 'named like the file, in the current folder',
    }),
    mask: flag('-m --mask', orNo(inputFile), 'mask, 0 = no data'),
    zeroMask: on('--zm --zero-mask', '0 is no data'),
    geometry: flag('-g --geom', inputFile, 'latitude and longitude of data in radar coordinates', {
      shown: 'searched for near the file',
    }),
  },
  async run(request, context) {
    context.print(shortName(await saveNetcdf({ ...request, folder: process.cwd() }, context)));
  },
});
