import { defineCommand } from '../flags/define-command.ts';
import { shortName } from '../flags/file-check.ts';
import { accepted, flag, group, list, off, on, tuple } from '../flags/flag.ts';
import { asTyped, choice, float, inputFile, int, outputFile, positive, word } from '../flags/kind.ts';
import { drawTransects } from '../operations/figures/transect.ts';
import { filePatterns } from './file-patterns.ts';
import { endsOf } from './line-ends.ts';
import { mapRequest } from './map-request.ts';
import { subsetFlags } from './subset-flags.ts';
import {
  figureFlags,
  gnssFlags,
  mapFlags,
  maskFlags,
  referenceFlags,
  terrainFlags,
  valueFlags,
} from './view-flags.ts';

const { interpolation: _i, ...mapValueFlags } = valueFlags;
const { refDate: _d, refYX: _y, refLalo: _l, ...symbolFlags } = referenceFlags;

/** `mintsar plot_transection`. */
export const command = defineCommand({
  description:
    'Values of one file or several along a straight line: a table of each (row, column, distance, value; .csv) and a figure with the map of the first one beside the profiles. There is no window: what is written is named.',
  examples: [
    'mintsar plot_transection velocity.h5 --start-yx 20 95 --end-yx 130 30',
    'mintsar plot_transection geo/geo_velocity.h5 --start-lalo 36.38 25.40 --end-lalo 36.44 25.46 -o profile.png',
    'mintsar plot_transection velocity.h5 --yx0 20 95 --yx1 130 30 --interpolation bilinear --window 5',
    'mintsar plot_transection timeseries.h5 timeseries_demErr.h5 --dset 20181206 --yx0 20 95 --yx1 130 30 --offset 0.1',
  ],
  flags: {
    files: filePatterns('files or patterns; the first one gives the map'),
    dataset: flag('--dset', word, 'raster, by name or date', { shown: 'the first one of the first file' }),
    ...group('line', {
      startYX: tuple('--start-yx --yx0', int(), 'Y0 X0', 'start by row and column'),
      endYX: tuple('--end-yx --yx1', int(), 'Y1 X1', 'end by row and column'),
      startLalo: tuple('--start-lalo --lalo0', float, 'LAT0 LON0', 'start by place; wins with --end-lalo'),
      endLalo: tuple('--end-lalo --lalo1', float, 'LAT1 LON1', 'end by place'),
      lineFile: flag(
        '--line-file',
        asTyped(inputFile),
        'text: a line of words, then lon lat of start and end',
      ),
      lookup: flag('-l --lookup', asTyped(inputFile), 'lookup table of data in radar coordinates', {
        shown: 'inputs/geometry*.h5 near the file',
      }),
      sampling: flag('--interpolation', choice(['bilinear', 'cubic', 'nearest']), 'between pixels', {
        default: 'nearest',
      }),
      window: flag('--window', int(1), 'mean and spread of NUM x NUM pixels; an odd number', { default: 1 }),
    }),
    ...group('profile', {
      offset: list('--offset --off', float, 'shift between profiles, m: one value, or one for each file', {
        count: '+',
        default: [0.05],
      }),
      markerSize: flag('--ms --markersize', positive, 'size of points', { default: 2 }),
    }),
    ...subsetFlags('map'),
    ...mapValueFlags,
    ...maskFlags,
    ...symbolFlags,
    ...terrainFlags,
    ...figureFlags,
    format: flag('--figext', choice(['.pdf', '.png', '.svg']), 'kind of file', { default: '.pdf' }),
    ...mapFlags,
    ...group('file', {
      outfile: list('-o --outfile', asTyped(outputFile), 'name of the figure and the table', {
        shown: 'transect_Y0X0_Y1X1.pdf',
      }),
      save: accepted('--save', null, 'always done: there is no window'),
      display: accepted('--nodisplay', null, 'always so'),
      update: on(
        '--update',
        'keep what is there when it is not older than the files and was made by the same options',
      ),
      verbose: off('--noverbose', 'say nothing but the names of what is written'),
    }),
    mapSize: accepted('--figsize-img', positive, 'accepted: the size of the figure is --figsize'),
    ...gnssFlags,
  },
  async run(request, context) {
    const files = request.files.map(shortName);
    const [start, end] = endsOf(request);
    const map = await mapRequest({
      ...request,
      file: files[0],
      title: undefined,
      interpolation: 'nearest',
      refDate: undefined,
      refYX: undefined,
      refLalo: undefined,
    });
    const info = request.verbose ? context.log.info : context.log.debug;
    const [outfile] = request.outfile;
    const {
      files: written,
      profiles,
      isKept,
    } = await drawTransects(
      {
        ...request,
        files,
        start,
        end,
        interpolation: request.sampling,
        // The mask of the map hides what is unreliable there; profiles are of the file as it is, unless one is given.
        mask: request.mask ?? undefined,
        map: { ...map, look: { ...map.look, size: undefined } },
        title: request.showTitle ? request.title : false,
        outfile: outfile === undefined || /\.\w+$/.test(outfile) ? outfile : `${outfile}${request.format}`,
      },
      { ...context, log: { ...context.log, info }, maxMemory: request.maxMemory * 2 ** 30 },
    );
    for (const name of written) context.print(isKept ? `${name} is up to date` : `wrote ${name}`);
    return profiles;
  },
});
