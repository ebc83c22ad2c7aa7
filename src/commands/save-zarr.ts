import { defineCommand } from '../flags/define-command.ts';
import { argument, argumentList, flag, off, on } from '../flags/flag.ts';
import { choice, folder, inputFile, orNo, word } from '../flags/kind.ts';
import { saveZarr } from '../operations/exports/save-zarr.ts';

/** `mintsar save_zarr`. */
export const command = defineCommand({
  description:
    'A folder of compressed chunks that xarray, zarrita and GDAL read, also over HTTP: maps and series with coordinates, time axis, coordinate system and gaps; coarser resolutions in the groups 1, 2, ...; series once more in the group "series", with all dates of a pixel together.',
  examples: [
    'mintsar save_zarr geo/geo_velocity.h5',
    'mintsar save_zarr geo/geo_timeseries_demErr.h5 -m geo/geo_maskTempCoh.h5 -o series.zarr',
    'mintsar save_zarr geo/geo_timeseries_demErr.h5 --zarr-format 2',
    'mintsar save_zarr geo/geo_timeseries_demErr.h5 --sharded',
  ],
  flags: {
    file: argument(inputFile, 'file with maps or a series'),
    datasets: argumentList(word, 'datasets or dates of it; all when left out', '*'),
    mask: flag('-m --mask', orNo(inputFile), 'mask: where it is 0 there is no data'),
    zeroMask: on('--zero-mask', '0 is no data'),
    geometry: flag('-g --geom', inputFile, 'latitude and longitude of data in radar coordinates', {
      shown: 'searched for near the file',
    }),
    outfile: flag('-o --output', folder, 'folder to write', { shown: 'FILE.zarr' }),
    format: flag('--zarr-format', choice(['3', '2']), 'version of the format; 2 for readers before 2025', {
      default: '3',
    }),
    overviews: off('--no-overviews', 'no coarser resolutions'),
    sharded: on(
      '--sharded',
      'many chunks in each file, for copying and for object stores; GDAL before 3.13 and zarr-python before 3 (xarray with it) cannot read them',
    ),
    seriesCopy: off('--no-series', 'no second copy of series'),
  },
  async run(request, context) {
    await saveZarr({ ...request, folder: process.cwd(), format: request.format === '2' ? 2 : 3 }, context);
  },
});
