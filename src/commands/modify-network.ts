import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Config, defaultOptions, type OptionKey, readOptions, wideDate } from '../config/index.ts';
import { OptionError, UnsupportedError } from '../core/errors.ts';
import { ifgramIndices } from '../core/network/network-selection.ts';
import { hasNetworkRule, modifyNetwork } from '../operations/network/modify-network.ts';
import type { Arguments, Command } from './command.ts';

/** `mintsar modify_network`: which interferograms are used. */
export const command: Command = {
  description:
    'An interferogram is dropped as soon as one rule says so. Only its flag in the stack changes (dropIfgram, in which\ntrue means used); nothing is deleted. Options set in a template win over flags.',
  examples: [
    'mintsar modify_network inputs/ifgramStack.h5 -t smallbaselineApp.cfg',
    'mintsar modify_network inputs/ifgramStack.h5 --max-tbase 365 --max-pbase 200',
    'mintsar modify_network inputs/ifgramStack.h5 --coherence-based --min-coherence 0.7 --aoi-yx 80 20 160 80',
    'mintsar modify_network inputs/ifgramStack.h5 --ex-date 20180901 --ex-ifg-index 5:6 20',
    'mintsar modify_network inputs/ifgramStack.h5 --reset',
  ],
  templateSteps: ['modify_network'],
  references: [
    'Yunjun, Fattahi & Amelung (2019), Comput. Geosci. 133, doi:10.1016/j.cageo.2019.104331',
    'Chaussard, Bürgmann, Fattahi et al. (2015), Geophys. Res. Lett. 42, doi:10.1002/2015GL063575 (coherence)',
    'Kang, Lu, Zhao et al. (2021), Remote Sens. Environ. 258, doi:10.1016/j.rse.2021.112400 (area ratio)',
  ],
  configure(parser) {
    parser.add_argument('file', { help: 'stack of interferograms' });
    parser.add_argument('-t', '--template', {
      dest: 'template_file',
      help: 'template with mintpy.network.*',
    });
    parser.add_argument('--reset', { action: 'store_true', help: 'use all interferograms again' });
    parser.add_argument('--noaux', {
      dest: 'update_aux',
      action: 'store_false',
      help: 'accepted, has no effect',
    });
    const baselines = parser.add_argument_group('baselines and neighbours');
    baselines.add_argument('--max-tbase', {
      dest: 'tempBaseMax',
      type: 'float',
      help: 'longest time span, days',
    });
    baselines.add_argument('--max-pbase', {
      dest: 'perpBaseMax',
      type: 'float',
      help: 'longest perpendicular baseline, m',
    });
    baselines.add_argument('--max-conn-num', {
      dest: 'connNumMax',
      type: 'int',
      help: 'following dates each date may be paired with',
    });
    const lists = parser.add_argument_group('dates and pairs');
    lists.add_argument('-r', '--reference', {
      dest: 'referenceFile',
      help: 'keep only the pairs of this list or in use in this stack',
    });
    lists.add_argument('--exclude-ifg-index', '--ex-ifg-index', {
      dest: 'excludeIfgIndex',
      nargs: '*',
      default: [],
      help: 'places in the stack from 0, e.g. 2 10:15 (both ends included)',
    });
    lists.add_argument('--exclude-ifg', '--ex-ifg', '--ex-date12', {
      dest: 'excludeDate12',
      nargs: '*',
      default: [],
      help: 'pairs, e.g. 20180104_20180116',
    });
    lists.add_argument('--exclude-date', '--ex-date', {
      dest: 'excludeDate',
      nargs: '*',
      default: [],
      help: 'dates, or text files of dates',
    });
    lists.add_argument('--start-date', '--min-date', { dest: 'startDate', help: 'earliest date' });
    lists.add_argument('--end-date', '--max-date', { dest: 'endDate', help: 'latest date' });
    const quality = parser.add_argument_group('quality');
    quality.add_argument('--coherence-based', {
      dest: 'coherenceBased',
      action: 'store_true',
      help: 'drop pairs of low mean coherence',
    });
    quality.add_argument('--min-coherence', {
      dest: 'minCoherence',
      type: 'float',
      default: 0.7,
      help: 'threshold of the mean coherence (default: %(default)s)',
    });
    quality.add_argument('--area-ratio-based', {
      dest: 'areaRatioBased',
      action: 'store_true',
      help: 'drop pairs with few coherent pixels',
    });
    quality.add_argument('--min-area-ratio', {
      dest: 'minAreaRatio',
      type: 'float',
      default: 0.75,
      help: 'threshold of the share of coherent pixels (default: %(default)s)',
    });
    quality.add_argument('--no-mst', {
      dest: 'keepMinSpanTree',
      action: 'store_false',
      help: 'do not protect the tree of the best pairs',
    });
    quality.add_argument('--mask', {
      dest: 'maskFile',
      default: 'waterMask.h5',
      help: 'area of the means, everything when missing (default: %(default)s)',
    });
    quality.add_argument('--aoi-yx', {
      dest: 'aoiYX',
      type: 'int',
      nargs: 4,
      metavar: ['X0', 'Y0', 'X1', 'Y1'],
      help: 'area in pixels',
    });
    quality.add_argument('--aoi-lalo', {
      dest: 'aoiLALO',
      type: 'float',
      nargs: 4,
      metavar: ['W', 'S', 'E', 'N'],
      help: 'area in degrees',
    });
    quality.add_argument('--lookup', { dest: 'lookupFile', help: 'lookup table for --aoi-lalo' });
    parser.add_argument('--manual', { action: 'store_true', help: 'click pairs on a plot (not available)' });
  },
  async run(args, context) {
    if (args.manual) {
      throw new UnsupportedError(
        '--manual: pairs cannot be clicked in the terminal.',
        'Look at network.pdf and name the pairs with --ex-ifg, or in mintpy.network.excludeDate12.',
      );
    }
    const flags = flagOptions(args);
    const options = args.reset
      ? defaultOptions().config.network
      : args.template_file
        ? templateOverFlags(args.template_file, flags)
        : flags;
    if (!args.reset && !args.template_file && !hasNetworkRule(options)) {
      throw new OptionError(
        'No rule says which interferograms to drop.',
        'Give a template with -t, a rule such as --max-tbase 365, or --reset to use all again.',
      );
    }
    const stack = resolve(args.file);
    const lookup = args.lookupFile && resolve(args.lookupFile);
    const { kept, dropped } = await modifyNetwork({ stack, options, folder: resolve('.'), lookup }, context);
    context.print(`${kept.length} interferograms in use, ${dropped.length} dropped`);
    for (const date12 of dropped) context.print(date12);
  },
};

/** Options that the template sets win; everything else is as on the command line. */
function templateOverFlags(file: string, flags: Config['network']): Config['network'] {
  const { config, given } = readOptions(file);
  const set = Object.entries(config.network).filter(([key]) =>
    given.has(`mintpy.network.${key}` as OptionKey),
  );
  return { ...flags, ...Object.fromEntries(set) };
}

function flagOptions(args: Arguments): Config['network'] {
  const words = (list: readonly string[]) =>
    list.flatMap((word) => word.split(',')).filter((word) => word !== '');
  const box = args.aoiYX as number[] | undefined;
  const bounds = args.aoiLALO as number[] | undefined;
  return {
    tempBaseMax: args.tempBaseMax ?? null,
    perpBaseMax: args.perpBaseMax ?? null,
    connNumMax: args.connNumMax ?? null,
    startDate: dateOf(args.startDate, '--start-date'),
    endDate: dateOf(args.endDate, '--end-date'),
    excludeDate: words(args.excludeDate).map(dateOrFile),
    excludeDate12: words(args.excludeDate12),
    excludeIfgIndex: ifgramIndices(words(args.excludeIfgIndex)),
    referenceFile: args.referenceFile ?? null,
    coherenceBased: args.coherenceBased,
    minCoherence: args.minCoherence,
    areaRatioBased: args.areaRatioBased,
    minAreaRatio: args.minAreaRatio,
    keepMinSpanTree: args.keepMinSpanTree,
    maskFile: args.maskFile === 'no' ? null : args.maskFile,
    aoiYX: box ? { x0: box[0], y0: box[1], x1: box[2], y1: box[3] } : null,
    aoiLALO: bounds ? { west: bounds[0], south: bounds[1], east: bounds[2], north: bounds[3] } : null,
  };
}

function dateOrFile(word: string): string {
  const date = wideDate(word);
  if (date !== null || existsSync(word)) return date ?? word;
  throw new OptionError(
    `--exclude-date ${word} is neither a date nor a file.`,
    'Write dates as YYYYMMDD, or name a text file with one on each line.',
  );
}

function dateOf(word: string | undefined, flag: string): string | null {
  if (word === undefined) return null;
  const date = wideDate(word);
  if (date === null) throw new OptionError(`${flag} ${word} is not a date.`, 'Write dates as YYYYMMDD.');
  return date;
}
