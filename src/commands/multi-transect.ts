import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { shortName } from '../flags/file-check.ts';
import { flag, group, list, on, optionalArgument, unsupported, without } from '../flags/flag.ts';
import { asTyped, choice, float, inputFile, int, type Kind, outputFile, word } from '../flags/kind.ts';
import { drawSwaths } from '../operations/figures/swath.ts';
import type { Span } from '../operations/profiles/swath.ts';
import { limits } from './figure-kinds.ts';
import { endsOf, traceOf } from './line-ends.ts';
import {
  drawingContext,
  lineFlags,
  mapBesideFlags,
  markerSizeFlag,
  printDrawn,
  profileDrawing,
  samplingFlag,
  writingFlags,
} from './profile-flags.ts';

const NO_GNSS = 'GNSS velocities are not drawn beside profiles.';
const onOff = choice(['on', 'off']);
const yesNo = choice(['yes', 'no']);

/** A length with its unit: 2, 2pixel, 500m, 0.5km. */
function span(bare: 'pixel' | 'km'): Kind<Span> {
  const accepts = `a length: a number above 0, with m, km or pixel (${bare} when left out)`;
  return {
    accepts,
    metavar: 'LENGTH',
    parse: (text) => {
      const [, digits, unit = bare] = /^([\d.e+-]+?)\s*(m|km|px|pixels?)?$/i.exec(text.trim()) ?? [];
      const value = Number(digits);
      if (!(value > 0 && value < Infinity))
        throw new OptionError(`"${text}" is not a length.`, `Write ${accepts}.`);
      return unit.startsWith('p')
        ? { value, unit: 'pixel' }
        : { value: unit === 'km' ? value * 1000 : value, unit: 'm' };
    },
  };
}

/** Row and column as two words, or as one with a comma. */
const corner: Kind<readonly number[], string | number> = {
  accepts: 'a row and a column, whole numbers',
  metavar: 'Y X',
  parse: (text) => text.split(',').map(int().parse),
};

/** `mintsar multi_transect`. */
export const command = defineCommand({
  description:
    'Parallel profiles: several side by side along a line, or across a fault at right angles, with their mean and standard deviation. Of every swath a table with a column for each profile (.csv), and a figure of all beside the map on which each line has the colour of its profile. Where no unit is given, --spacing is in pixels, --length and --every are in km.',
  examples: [
    'mintsar multi_transect velocity.h5 --start-yx 20 95 --end-yx 130 30 -n 9 --spacing 2',
    'mintsar multi_transect geo/geo_velocity.h5 --start-lalo 36.38 25.40 --end-lalo 36.44 25.46 --spacing 0.2km -o profiles.png',
    'mintsar multi_transect velocity.h5 --yx0 20 95 --yx1 130 30 --perpendicular --length 8 --every 2',
    'mintsar multi_transect velocity.h5 -s 20,95 -e 130,30 -n 5 -d 10 --offset 0.02',
  ],
  flags: {
    positional: optionalArgument(asTyped(inputFile), 'file with a map'),
    file: flag('-f --file', asTyped(inputFile), 'the same'),
    dataset: flag('--dset', word, 'raster, by name or date', { shown: 'the first one' }),
    ...group('line', {
      start: list('-s --start-yx --yx0', corner, 'start by row and column; Y,X does as well', { count: '+' }),
      end: list('-e --end-yx --yx1', corner, 'end by row and column', { count: '+' }),
      ...lineFlags,
      fault: flag(
        '-F --fault',
        asTyped(inputFile),
        'text: lon lat of a trace that profiles cross, a line each',
      ),
      lookup: flag('--lookup', asTyped(inputFile), 'lookup table of data in radar coordinates', {
        shown: 'inputs/geometry*.h5 near the file',
      }),
    }),
    ...group('profiles', {
      number: flag('-n --num', int(1), 'profiles side by side', { default: 11 }),
      spacing: flag('-d --spacing', span('pixel'), 'distance between them', { shown: '1 pixel' }),
      perpendicular: on('--perpendicular', 'the line is a trace that profiles cross at right angles'),
      length: flag('-W --length', span('km'), 'length of profiles across a trace', {
        shown: 'that of the trace',
      }),
      every: flag('-D --every', span('km'), 'one swath so often along the trace', {
        shown: 'one, at its middle',
      }),
      sampling: samplingFlag,
      flip: flag('-p --flip', yesNo, 'from end to start', { default: 'no' }),
      flipValues: flag('-u --flip-values', yesNo, 'turn values upside down', { default: 'no' }),
    }),
    ...group('chart', {
      profiles: flag('-I --show-profiles', onOff, 'draw every profile', { default: 'on' }),
      mean: flag('-A --show-mean', onOff, 'draw their mean', { default: 'on' }),
      spread: flag('-U --show-spread', onOff, 'draw the standard deviation about it', { default: 'on' }),
      offset: flag('--offset --off', float, 'shift between profiles side by side, m', { default: 0 }),
      xMin: flag('-x --xmin', float, 'least distance shown, km'),
      xMax: flag('-X --xmax', float, 'largest distance shown, km'),
      yMin: flag('-l --ymin', float, 'least value shown'),
      yMax: flag('--ymax', float, 'largest value shown'),
      markerSize: markerSizeFlag,
    }),
    ...without(mapBesideFlags, 'unit', 'dem'),
    unit: flag('--unit', word, 'unit to show, e.g. mm, cm/year', { shown: 'cm for displacement' }),
    dem: flag('--dem', asTyped(inputFile), 'heights to draw under the map'),
    ...group('file', {
      outfile: flag('-o --outfile', asTyped(outputFile), 'name of the figure and the table', {
        shown: 'multi_transect_Y0X0_Y1X1.pdf',
      }),
      matlab: flag('-E --export', onOff, 'write the numbers for MATLAB (.mat), too', { default: 'off' }),
      ...writingFlags,
    }),
    gpsFile: unsupported('-g', 1, NO_GNSS),
    gpsSource: unsupported('-S', 1, NO_GNSS),
    gpsStations: unsupported('-G', 1, NO_GNSS),
  },
  async run(request, context) {
    const file = request.file ?? request.positional;
    if (file === undefined)
      throw new OptionError(
        'There is no file to draw profiles of.',
        'Give one: mintsar multi_transect velocity.h5 ...',
      );
    const perpendicular = request.perpendicular || request.fault !== undefined;
    if (!perpendicular && (request.length || request.every))
      throw new OptionError(
        `${request.length ? '--length (-W)' : '--every (-D)'} is of profiles across a trace.`,
        'Give --perpendicular with it, or a trace with -F.',
      );
    const line =
      request.fault === undefined
        ? endsOf({
            ...request,
            startYX: pixelOf('--start-yx', request.start),
            endYX: pixelOf('--end-yx', request.end),
          })
        : traceOf(request.fault);
    const drawing = await profileDrawing(request, file, request.outfile);
    const { xMin, xMax, yMin, yMax } = request;
    if (xMin !== undefined && xMax !== undefined) limits([xMin, xMax], '--xmin, --xmax');
    if (yMin !== undefined && yMax !== undefined) limits([yMin, yMax], '--ymin, --ymax');
    const { files, swaths, isKept } = await drawSwaths(
      {
        ...request,
        ...drawing,
        file: shortName(file),
        line,
        perpendicular,
        interpolation: request.sampling,
        reversed: request.flip === 'yes',
        negated: request.flipValues === 'yes',
        show: {
          profiles: request.profiles === 'on',
          mean: request.mean === 'on',
          spread: request.spread === 'on',
        },
        matlab: request.matlab === 'on',
        xlim: [xMin, xMax],
        ylim: [yMin, yMax],
      },
      drawingContext(request, context),
    );
    printDrawn(files, isKept, context);
    return swaths;
  },
});

/** The row and the column of a flag, which may come as one word or two. */
function pixelOf(name: string, words: readonly (readonly number[])[]): readonly [number, number] | undefined {
  const [y, x, ...more] = words.flat();
  if (y === undefined) return undefined;
  if (x !== undefined && more.length === 0) return [y, x];
  throw new OptionError(`${name} wants a row and a column.`, `Write ${name} Y X, or ${name} Y,X.`);
}
