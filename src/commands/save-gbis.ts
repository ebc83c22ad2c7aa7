import { defineCommand } from '../flags/define-command.ts';
import { shortName } from '../flags/file-check.ts';
import { accepted, argument, flag, on, optionalArgument, tuple } from '../flags/flag.ts';
import { float, folder, inputFile, orNo, outputFile, word } from '../flags/kind.ts';
import { saveGbis } from '../operations/exports/save-gbis.ts';

/** `mintsar save_gbis`. */
export const command = defineCommand({
  description:
    'The phase of a deformation map with its line of sight as a .mat file for GBIS, the Bayesian inversion for sources of deformation. A picture of the phase is drawn beside it.',
  examples: [
    'mintsar save_gbis geo/geo_velocity.h5 -g geo/geo_geometryRadar.h5 -m geo/geo_maskTempCoh.h5',
    'mintsar save_gbis geo/geo_timeseries_demErr.h5 20180504_20180703 -g geo/geo_geometryRadar.h5 --ellipsoid2geoid -o quake.mat',
    'mintsar save_gbis velocity.h5 -g inputs/geometryRadar.h5 --out-dir gbis',
  ],
  references: ['Bagnardi & Hooper 2018, doi:10.1029/2018GC007585'],
  flags: {
    file: argument(inputFile, 'velocity, time series or stack'),
    dataset: optionalArgument(
      word,
      'raster of it: a date, two dates, a slice (default: the last date of a series)',
    ),
    geometry: flag('-g --geometry', inputFile, 'geometry of the same grid', { required: true }),
    mask: flag('-m --mask', orNo(inputFile), 'mask, 0 = left out'),
    refLalo: tuple('--ref-lalo', float, 'LAT LON', 'make the phase relative to this place'),
    noDisplay: accepted(
      '--nodisplay',
      null,
      'accepted for old scripts: the picture is always written, no window opens',
    ),
    outfile: flag('-o --output', outputFile, 'output', { shown: 'PROJECT_DATES.mat beside the file' }),
    outDir: flag('--out-dir', folder, 'folder of the output when it is not named'),
    ellipsoidToGeoid: on('--ellipsoid2geoid', 'heights above the geoid (EGM96) instead of the ellipsoid'),
  },
  async run(request, context) {
    const { refLalo, outDir, ellipsoidToGeoid } = request;
    const reference = refLalo && { lat: refLalo[0], lon: refLalo[1] };
    const file = await saveGbis({ ...request, reference, folder: outDir, geoid: ellipsoidToGeoid }, context);
    context.print(shortName(file));
  },
});
