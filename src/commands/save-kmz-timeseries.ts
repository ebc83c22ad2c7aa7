import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, group, on, tuple } from '../flags/flag.ts';
import { float, fraction, inputFile, int, outputFile, within, word } from '../flags/kind.ts';
import { saveSeriesKmz } from '../operations/mapping/google-earth-series.ts';
import { limits } from './figure-kinds.ts';

/** `mintsar save_kmz_timeseries`. */
export const command = defineCommand({
  description:
    'Points that show their displacement over time when they are clicked, coloured by velocity. Coarse points are seen from afar, finer ones nearby, the finest where the ground deforms.',
  examples: [
    'mintsar save_kmz_timeseries geo/geo_timeseries_ramp_demErr.h5',
    'mintsar save_kmz_timeseries geo/geo_timeseries_ramp_demErr.h5 -v -5 5 --wrap',
    'mintsar save_kmz_timeseries timeseries.h5 --vel velocity.h5 --tcoh temporalCoherence.h5 --mask maskTempCoh.h5',
  ],
  flags: {
    file: argument(inputFile, 'time series'),
    ...group('files, by default those beside the series, with what stands before "timeseries" in its name', {
      velocity: flag('--vel', inputFile, 'velocity, for the colours', { shown: 'velocity.h5' }),
      temporalCoherence: flag('--tcoh', inputFile, 'temporal coherence', { shown: 'temporalCoherence.h5' }),
      mask: flag('--mask', inputFile, 'pixels to write', { shown: 'maskTempCoh.h5' }),
      geometry: flag('-g --geom', inputFile, 'latitude and longitude of a series in radar coordinates', {
        shown: 'searched for near the series',
      }),
    }),
    outfile: flag('-o --output', outputFile, 'name of the archive', { shown: 'that of the series' }),
    keep: on('--kk --keep-kml --keep-kml-file', 'keep the KML and its pictures beside the archive'),
    ...group('levels of detail', {
      steps: tuple('--steps', int(0), 'FAR NEAR FINE', 'pixels between points; FINE 0 = no third level', {
        default: [20, 5, 2],
        check: ([far, near]) => {
          if (far > 0 && near > 0) return;
          throw new OptionError('The first two steps are 1 and more.', 'Write e.g. --steps 20 5 0.');
        },
      }),
      levelsOfDetail: tuple(
        '--level-of-details --lods',
        int(-1),
        'FROM NEAR FINE TO',
        'sizes of an area on the screen, pixels, at which the levels change; -1 = never',
        { default: [0, 1500, 4000, -1] },
      ),
      cutoff: flag('--cutoff', within(0), 'a pixel deforms from so many times the spread of all', {
        default: 3,
      }),
      minPercentage: flag(
        '--min-percentage --min-perc',
        fraction,
        'share of deforming pixels that asks for FINE',
        {
          default: 0.2,
        },
      ),
    }),
    ...group('colours', {
      vlim: tuple('-v --vlim', float, 'VMIN VMAX', 'limits, cm/year', { check: limits }),
      wrap: on('--wrap', 'velocity modulo its limits'),
      colormap: flag('-c --colormap', word, 'colours', { default: 'jet' }),
    }),
  },
  async run(request, context) {
    await saveSeriesKmz(request, context);
  },
});
