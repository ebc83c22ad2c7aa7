import { resolve } from 'node:path';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag } from '../flags/flag.ts';
import { folder, inputFile } from '../flags/kind.ts';
import { saveExplorer } from '../operations/exports/save-explorer.ts';

/** `mintsar save_explorer`. */
export const command = defineCommand({
  description:
    'One GMT grid per date (timeseries-20180104_mm.grd) and one of the velocity, in mm and mm/year, in a folder that InSAR Explorer, a plug-in of QGIS, opens: pick a grid there to see the series of a pixel. For points instead of grids: mintsar save_points FILE -o points.gpkg.',
  examples: [
    'mintsar save_explorer geo/geo_timeseries_demErr.h5 -v geo/geo_velocity.h5 -m geo/geo_maskTempCoh.h5',
    'mintsar save_explorer geo/geo_timeseries_demErr.h5 -o explorer',
  ],
  flags: {
    file: argument(inputFile, 'geocoded time series, in m'),
    velocity: flag('-v --vel', inputFile, 'velocity'),
    mask: flag('-m --mask', inputFile, 'mask: NaN where it is 0'),
    folder: flag('-o --output', folder, 'folder', { default: 'InSAR-Explorer' }),
  },
  run: (request, context) => saveExplorer({ ...request, folder: resolve(request.folder) }, context),
});
