import type { CommandContext } from '../flags/command-context.ts';
import { shortName } from '../flags/file-check.ts';
import { accepted, flag, off, on, type RequestOf, tuple, without } from '../flags/flag.ts';
import { asTyped, choice, float, inputFile, positive } from '../flags/kind.ts';
import { mapRequest } from './map-request.ts';
import { themeOf } from './style-flags.ts';
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

/* What plot_transection and multi_transect have in common. */

/** Ends of a line by place or by a file, and how values between pixels come about. */
export const lineFlags = {
  startLalo: tuple('--start-lalo --lalo0', float, 'LAT0 LON0', 'start by place; wins with --end-lalo'),
  endLalo: tuple('--end-lalo --lalo1', float, 'LAT1 LON1', 'end by place'),
  lineFile: flag('--line-file', asTyped(inputFile), 'text: a line of words, then lon lat of start and end'),
};

export const samplingFlag = flag(
  '--interpolation',
  choice(['bilinear', 'cubic', 'nearest']),
  'between pixels',
  { default: 'nearest' },
);

export const markerSizeFlag = flag('--ms --markersize', positive, 'size of points', { default: 3 });

/** The map beside profiles, and the figure. */
export const mapBesideFlags = {
  ...subsetFlags('map'),
  ...without(valueFlags, 'interpolation'),
  ...maskFlags,
  ...without(referenceFlags, 'refDate', 'refYX', 'refLalo'),
  ...terrainFlags,
  ...without(figureFlags, 'format'),
  format: flag('--figext', choice(['.pdf', '.png', '.svg']), 'kind of file', { default: '.pdf' }),
  ...mapFlags,
  mapSize: accepted('--figsize-img', positive, 'accepted: the size of the figure is --figsize'),
  ...gnssFlags,
};

/** How what is written is kept and told. */
export const writingFlags = {
  save: accepted('--save', null, 'always done: there is no window'),
  display: accepted('--nodisplay', null, 'always so'),
  update: on(
    '--update',
    'keep what is there when it is not older than the files and was made by the same options',
  ),
  verbose: off('--noverbose', 'say nothing but the names of what is written'),
};

type Requested = RequestOf<typeof mapBesideFlags & typeof writingFlags>;

/** What a request says of the map beside the profiles of a file, of the figure and its name. */
export async function profileDrawing(request: Requested, file: string, outfile: string | undefined) {
  const map = await mapRequest({
    ...request,
    file: shortName(file),
    title: undefined,
    interpolation: 'nearest',
    refDate: undefined,
    refYX: undefined,
    refLalo: undefined,
  });
  return {
    // The mask of the map hides what is unreliable there; profiles are of the file as it is, unless one is given.
    mask: request.mask ?? undefined,
    theme: themeOf(request),
    map: { ...map, look: { ...map.look, size: undefined } },
    title: request.showTitle ? request.title : (false as const),
    outfile: outfile === undefined || /\.\w+$/.test(outfile) ? outfile : `${outfile}${request.format}`,
  };
}

/** The context with the memory and the words that are asked for. */
export function drawingContext({ verbose, maxMemory }: Requested, context: CommandContext): CommandContext {
  const info = verbose ? context.log.info : context.log.debug;
  return { ...context, log: { ...context.log, info }, maxMemory: maxMemory * 2 ** 30 };
}

/** Tell what was written, or stands there already. */
export function printDrawn(files: readonly string[], isKept: boolean, context: CommandContext): void {
  for (const name of files) context.print(isKept ? `${name} is up to date` : `wrote ${name}`);
}
