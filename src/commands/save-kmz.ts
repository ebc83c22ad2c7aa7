import { resolve } from 'node:path';
import { OptionError } from '../core/errors.ts';
import { saveKmz } from '../operations/mapping/google-earth.ts';
import { MARKER_SYMBOLS } from '../plot/markers.ts';
import type { Command } from './command.ts';
import { checkFigureNumbers } from './figure-numbers.ts';

const CORNERS = ['lower left', 'lower right', 'upper left', 'upper right'];

/** `mintsar save_kmz`. */
export const command: Command = {
  description:
    'Geocoded data become an image over the ground, data in radar coordinates coloured points. The mask beside velocity and time series (maskTempCoh.h5) is used unless another is given.',
  examples: [
    'mintsar save_kmz geo/geo_velocity.h5',
    'mintsar save_kmz geo/geo_velocity.h5 -u cm --wrap --wrap-range -3 7 -o wrapped',
    'mintsar save_kmz geo/geo_timeseries_demErr.h5 20180317 -v -10 10',
    'mintsar save_kmz velocity.h5 --geom inputs/geometryRadar.h5 --step 3',
  ],
  templateSteps: ['google_earth'],
  configure(parser) {
    parser.add_argument('file', { help: 'file with the raster' });
    parser.add_argument('dset', {
      nargs: '?',
      help: 'raster of it, e.g. 20180317; required for series and stacks',
    });
    parser.add_argument('-m', '--mask', { dest: 'mask_file', metavar: 'FILE', help: 'mask file, or no' });
    parser.add_argument('--zero-mask', { dest: 'zero_mask', action: 'store_true', help: '0 is no data' });
    parser.add_argument('-o', '--output', {
      dest: 'outfile',
      help: 'name of the archive (default: after what is shown)',
    });
    parser.add_argument('--kk', '--keep-kml', '--keep-kml-file', {
      dest: 'keep_kml_file',
      action: 'store_true',
      help: 'keep the KML and its pictures beside the archive',
    });
    const radar = parser.add_argument_group('data in radar coordinates');
    radar.add_argument('-g', '--geom', {
      dest: 'geom_file',
      metavar: 'FILE',
      help: 'geometry with latitude and longitude (default: searched for near the file)',
    });
    radar.add_argument('--step', {
      type: 'int',
      default: 5,
      help: 'one point per so many pixels (default: %(default)s)',
    });
    const figure = parser.add_argument_group('figure');
    figure.add_argument('-v', '--vlim', {
      type: 'float',
      nargs: 2,
      metavar: ['MIN', 'MAX'],
      help: 'limits of the colours, in the unit shown',
    });
    figure.add_argument('-u', '--unit', {
      dest: 'disp_unit',
      help: 'unit (default: cm or cm/year for displacement)',
    });
    figure.add_argument('-c', '--cm', '--colormap', {
      dest: 'cmap_name',
      default: 'jet',
      help: 'colours (default: %(default)s)',
    });
    figure.add_argument('--wrap', { action: 'store_true', help: 'show values modulo a cycle' });
    figure.add_argument('--wrap-range', {
      dest: 'wrap_range',
      type: 'float',
      nargs: 2,
      default: [-Math.PI, Math.PI],
      metavar: ['MIN', 'MAX'],
      help: 'the cycle (default: -pi pi)',
    });
    figure.add_argument('--dpi', {
      dest: 'fig_dpi',
      type: 'int',
      default: 600,
      help: 'dots per inch of the image (default: %(default)s)',
    });
    figure.add_argument('--figsize', {
      dest: 'fig_size',
      type: 'float',
      nargs: 2,
      metavar: ['WID', 'LEN'],
      help: 'inches',
    });
    figure.add_argument('--cbar-loc', {
      dest: 'cbar_loc',
      choices: CORNERS,
      default: 'lower left',
      help: 'corner of the colour bar (default: %(default)s)',
    });
    figure.add_argument('--cbar-label', {
      dest: 'cbar_label',
      metavar: 'LABEL',
      help: 'caption of the colour bar',
    });
    figure.add_argument('--cbar-bin-num', {
      dest: 'cbar_bin_num',
      type: 'int',
      metavar: 'N',
      help: 'about so many intervals on the colour bar',
    });
    const reference = parser.add_argument_group('reference point');
    reference.add_argument('--noreference', {
      dest: 'disp_ref_pixel',
      action: 'store_false',
      help: 'do not mark it',
    });
    reference.add_argument('--ref-color', {
      dest: 'ref_marker_color',
      metavar: 'COLOR',
      default: 'k',
      help: 'colour (default: %(default)s)',
    });
    reference.add_argument('--ref-size', {
      dest: 'ref_marker_size',
      metavar: 'NUM',
      type: 'int',
      default: 5,
      help: 'size (default: %(default)s)',
    });
    reference.add_argument('--ref-marker', {
      dest: 'ref_marker',
      metavar: 'SYMBOL',
      default: 's',
      help: `one of ${Object.keys(MARKER_SYMBOLS).join(' ')} (default: %(default)s)`,
    });
    const subset = parser.add_argument_group('subset');
    for (const [flag, unit, type] of [
      ['x', 'columns, end exclusive', 'int'],
      ['y', 'rows, end exclusive', 'int'],
      ['lat', 'latitudes', 'float'],
      ['lon', 'longitudes', 'float'],
    ] as const) {
      subset.add_argument(`--sub-${flag}`, `--subset-${flag}`, {
        dest: `subset_${flag}`,
        type,
        nargs: 2,
        metavar: ['MIN', 'MAX'],
        help: unit,
      });
    }
  },
  async run(args, context) {
    checkFigureNumbers(args);
    const shape = MARKER_SYMBOLS[args.ref_marker];
    if (shape === undefined) {
      throw new OptionError(
        `--ref-marker ${args.ref_marker} is not known.`,
        `Use one of ${Object.keys(MARKER_SYMBOLS).join(' ')}.`,
      );
    }
    if (!(args.step >= 1))
      throw new OptionError(`--step ${args.step} is not a positive number of pixels.`, 'Usual is 5.');
    await saveKmz(
      {
        file: resolve(args.file),
        slice: args.dset,
        outfile: args.outfile && resolve(args.outfile),
        folder: process.cwd(),
        mask:
          args.mask_file === undefined ? undefined : args.mask_file === 'no' ? null : resolve(args.mask_file),
        zeroMask: args.zero_mask,
        window: { y: args.subset_y, x: args.subset_x, lat: args.subset_lat, lon: args.subset_lon },
        unit: args.disp_unit,
        vlim: args.vlim,
        colormap: args.cmap_name,
        wrap: args.wrap || context.given.has('wrap_range') ? args.wrap_range : undefined,
        dpi: args.fig_dpi,
        size: args.fig_size,
        colorbar: { corner: args.cbar_loc, label: args.cbar_label, bins: args.cbar_bin_num },
        reference: args.disp_ref_pixel && {
          color: cssColor(args.ref_marker_color),
          size: args.ref_marker_size,
          shape,
        },
        geometry: args.geom_file && resolve(args.geom_file),
        step: args.step,
        keep: args.keep_kml_file,
      },
      context,
    );
  },
};

/** matplotlib's one-letter colours beside those that CSS names. */
function cssColor(name: string): string {
  const letters: Record<string, string> = {
    k: 'black',
    w: 'white',
    r: 'red',
    g: 'green',
    b: 'blue',
    c: 'cyan',
    m: 'magenta',
    y: 'yellow',
  };
  return letters[name] ?? name;
}
