import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, group, off, on, optionalArgument, tuple } from '../flags/flag.ts';
import { choice, float, inputFile, int, orNo, outputFile, positive, word } from '../flags/kind.ts';
import { saveKmz } from '../operations/mapping/google-earth.ts';
import { MARKER_SYMBOLS } from '../plot/markers.ts';
import { cssColor, limits } from './figure-kinds.ts';
import { subsetFlags, windowOf } from './subset-flags.ts';

const CORNERS = ['lower left', 'lower right', 'upper left', 'upper right'] as const;

/** `mintsar save_kmz`. */
export const command = defineCommand({
  description:
    'Geocoded data become an image over the ground, data in radar coordinates coloured points. The mask beside velocity and time series (maskTempCoh.h5) is used unless another is given.',
  examples: [
    'mintsar save_kmz geo/geo_velocity.h5',
    'mintsar save_kmz geo/geo_velocity.h5 -u cm --wrap --wrap-range -3 7 -o wrapped',
    'mintsar save_kmz geo/geo_timeseries_demErr.h5 20180317 -v -10 10',
    'mintsar save_kmz velocity.h5 --geom inputs/geometryRadar.h5 --step 3',
  ],
  templateSteps: ['google_earth'],
  flags: {
    file: argument(inputFile, 'file with the raster'),
    slice: optionalArgument(word, 'raster of it, e.g. 20180317; required for series and stacks'),
    mask: flag('-m --mask', orNo(inputFile), 'mask file, or no'),
    zeroMask: on('--zero-mask', '0 is no data'),
    outfile: flag('-o --output', outputFile, 'name of the archive', { shown: 'after what is shown' }),
    keep: on('--kk --keep-kml --keep-kml-file', 'keep the KML and its pictures beside the archive'),
    ...group('data in radar coordinates', {
      geometry: flag('-g --geom', inputFile, 'geometry with latitude and longitude', {
        shown: 'searched for near the file',
      }),
      step: flag('--step', int(1), 'one point per so many pixels', { default: 5 }),
    }),
    ...group('figure', {
      vlim: tuple('-v --vlim', float, 'MIN MAX', 'limits of the colours, in the unit shown', {
        check: limits,
      }),
      unit: flag('-u --unit', word, 'unit', { shown: 'cm or cm/year for displacement' }),
      colormap: flag('-c --cm --colormap', word, 'colours', { default: 'jet' }),
      wrap: on('--wrap', 'show values modulo a cycle'),
      wrapRange: tuple('--wrap-range', float, 'MIN MAX', 'the cycle', { shown: '-pi pi', check: limits }),
      dpi: flag('--dpi', int(1), 'dots per inch of the image', { default: 600 }),
      size: tuple('--figsize', positive, 'WID LEN', 'inches'),
      corner: flag('--cbar-loc', choice(CORNERS), 'corner of the colour bar', { default: 'lower left' }),
      label: flag('--cbar-label', word, 'caption of the colour bar'),
      bins: flag('--cbar-bin-num', int(1), 'about so many intervals on the colour bar'),
    }),
    ...group('reference point', {
      showReference: off('--noreference', 'do not mark it'),
      referenceColor: flag('--ref-color', word, 'colour', { default: 'k', metavar: 'COLOR' }),
      referenceSize: flag('--ref-size', int(1), 'size', { default: 5 }),
      referenceMarker: flag('--ref-marker', choice(Object.keys(MARKER_SYMBOLS)), 'symbol', { default: 's' }),
    }),
    ...subsetFlags('subset'),
  },
  async run(request, context) {
    const { corner, label, bins, wrapRange } = request;
    await saveKmz(
      {
        ...request,
        folder: process.cwd(),
        window: windowOf(request),
        wrap: wrapRange ?? (request.wrap ? [-Math.PI, Math.PI] : undefined),
        colorbar: { corner, label, bins },
        reference: request.showReference && {
          color: cssColor(request.referenceColor),
          size: request.referenceSize,
          shape: MARKER_SYMBOLS[request.referenceMarker],
        },
      },
      context,
    );
  },
});
