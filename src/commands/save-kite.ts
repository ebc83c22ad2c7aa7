import { defineCommand } from '../flags/define-command.ts';
import { shortName } from '../flags/file-check.ts';
import { argument, flag } from '../flags/flag.ts';
import { inputFile, orNo, outputFile, word } from '../flags/kind.ts';
import { saveKite } from '../operations/exports/save-kite.ts';
import { subsetFlags, windowOf } from './subset-flags.ts';

/** `mintsar save_kite`. */
export const command = defineCommand({
  description:
    'A geocoded map as a scene of Kite (pyrocko), for quadtree sampling and source inversion: NAME.npz with displacement and line of sight, NAME.yml with place and dates. Phase becomes displacement.',
  examples: [
    'mintsar save_kite geo/geo_velocity.h5 -d velocity -g geo/geo_geometryRadar.h5 -m geo/geo_maskTempCoh.h5',
    'mintsar save_kite geo/geo_timeseries_demErr.h5 -d 20180504_20180703 -g geo/geo_geometryRadar.h5 -o quake',
    'mintsar save_kite geo/geo_velocity.h5 -d velocity -g geo/geo_geometryRadar.h5 --sub-lat 36.38 36.43 --sub-lon 25.37 25.44 -o caldera',
  ],
  references: ['Isken et al. 2017, doi:10.5880/GFZ.2.1.2017.002'],
  flags: {
    file: argument(inputFile, 'geocoded file'),
    dataset: flag('-d --dset --dataset', word, 'velocity, a step, a date, two dates or a slice', {
      required: true,
    }),
    geometry: flag('-g --geom', inputFile, 'geometry of the same grid', {
      shown: 'one line of sight for all pixels',
    }),
    mask: flag('-m --mask', orNo(inputFile), 'mask, 0 = no data'),
    outfile: flag('-o --output', outputFile, 'output without extension', {
      shown: 'PROJECT_NAME of the file',
    }),
    ...subsetFlags('subset'),
  },
  async run(request, context) {
    const files = await saveKite({ ...request, window: windowOf(request), folder: process.cwd() }, context);
    for (const file of files) context.print(shortName(file));
  },
});
