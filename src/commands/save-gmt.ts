import { defineCommand } from '../flags/define-command.ts';
import { shortName } from '../flags/file-check.ts';
import { argument, flag, optionalArgument } from '../flags/flag.ts';
import { inputFile, outputFile, word } from '../flags/kind.ts';
import { saveGmt } from '../operations/exports/save-gmt.ts';

/** `mintsar save_gmt`. */
export const command = defineCommand({
  description:
    'A geocoded raster as a netCDF grid for GMT. It says that values are those of pixels (node_offset) and their range, so that nothing is shifted or has to be guessed.',
  examples: [
    'mintsar save_gmt geo/geo_velocity.h5',
    'mintsar save_gmt geo/geo_timeseries_demErr.h5 20180808',
    'mintsar save_gmt geo/geo_timeseries_demErr.h5 20180104_20180808 -o displacement.grd',
    'mintsar save_gmt geo/geo_geometryRadar.h5 height -o dem.grd',
  ],
  flags: {
    file: argument(inputFile, 'geocoded file'),
    dataset: optionalArgument(word, 'raster of it, e.g. 20180808; required for series and stacks'),
    outfile: flag('-o --output', outputFile, 'output', { shown: 'after the raster, in the current folder' }),
  },
  async run(request, context) {
    context.print(shortName(await saveGmt({ ...request, folder: process.cwd() }, context)));
  },
});
