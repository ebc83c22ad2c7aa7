import { resolve } from 'node:path';
import { defaultOptions } from '../config/index.ts';
import { OptionError } from '../core/errors.ts';
import { ifgramIndices } from '../core/network/network-selection.ts';
import { defineCommand } from '../flags/define-command.ts';
import { shortName } from '../flags/file-check.ts';
import { accepted, argument, flag, group, list, off, on, tuple, unsupported } from '../flags/flag.ts';
import {
  asTyped,
  editedFile,
  float,
  fraction,
  inputFile,
  int,
  orNo,
  positive,
  spareFile,
  word,
} from '../flags/kind.ts';
import { hasNetworkRule, modifyNetwork } from '../operations/network/modify-network.ts';
import { date, dateOrListFile, words } from './date-kinds.ts';
import { warnOfStrangers } from './excluded-dates.ts';
import { settledOptions, templateFlag } from './template-flag.ts';

/** `mintsar modify_network`: which interferograms are used. */
export const command = defineCommand({
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
  flags: {
    stack: argument(editedFile, 'stack of interferograms'),
    template: templateFlag('template with mintpy.network.*'),
    reset: on('--reset', 'use all interferograms again'),
    aux: accepted('--noaux', null, 'accepted, has no effect'),
    ...group('baselines and neighbours', {
      tempBaseMax: flag('--max-tbase', positive, 'longest time span, days', {
        option: 'mintpy.network.tempBaseMax',
      }),
      perpBaseMax: flag('--max-pbase', positive, 'longest perpendicular baseline, m', {
        option: 'mintpy.network.perpBaseMax',
      }),
      connNumMax: flag('--max-conn-num', int(1), 'following dates each date may be paired with', {
        option: 'mintpy.network.connNumMax',
      }),
    }),
    ...group('dates and pairs', {
      referenceFile: flag(
        '-r --reference',
        asTyped(inputFile),
        'keep only the pairs of this list or in use in this stack',
        { option: 'mintpy.network.referenceFile' },
      ),
      excludeIfgIndex: list(
        '--exclude-ifg-index --ex-ifg-index',
        words(word),
        'places in the stack from 0, e.g. 2 10:15 (both ends included)',
        { option: 'mintpy.network.excludeIfgIndex' },
      ),
      excludeDate12: list(
        '--exclude-ifg --ex-ifg --ex-date12',
        words(word),
        'pairs, e.g. 20180104_20180116',
        {
          option: 'mintpy.network.excludeDate12',
        },
      ),
      excludeDate: list('--exclude-date --ex-date', words(dateOrListFile), 'dates, or text files of dates', {
        option: 'mintpy.network.excludeDate',
      }),
      startDate: flag('--start-date --min-date', date, 'earliest date', {
        option: 'mintpy.network.startDate',
      }),
      endDate: flag('--end-date --max-date', date, 'latest date', { option: 'mintpy.network.endDate' }),
    }),
    ...group('quality', {
      coherenceBased: on('--coherence-based', 'drop pairs of low mean coherence', {
        option: 'mintpy.network.coherenceBased',
      }),
      minCoherence: flag('--min-coherence', fraction, 'threshold of the mean coherence', {
        default: 0.7,
        option: 'mintpy.network.minCoherence',
      }),
      areaRatioBased: on('--area-ratio-based', 'drop pairs with few coherent pixels', {
        option: 'mintpy.network.areaRatioBased',
      }),
      minAreaRatio: flag('--min-area-ratio', fraction, 'threshold of the share of coherent pixels', {
        default: 0.75,
        option: 'mintpy.network.minAreaRatio',
      }),
      keepMinSpanTree: off('--no-mst', 'do not protect the tree of the best pairs', {
        option: 'mintpy.network.keepMinSpanTree',
      }),
      maskFile: flag('--mask', orNo(asTyped(spareFile)), 'area of the means, everything when missing', {
        default: 'waterMask.h5',
        option: 'mintpy.network.maskFile',
      }),
      aoiYX: tuple('--aoi-yx', int(), 'X0 Y0 X1 Y1', 'area in pixels', {
        option: 'mintpy.network.aoiYX',
      }),
      aoiLALO: tuple('--aoi-lalo', float, 'W S E N', 'area in degrees', {
        option: 'mintpy.network.aoiLALO',
      }),
      lookup: flag('--lookup', inputFile, 'lookup table for --aoi-lalo'),
    }),
    manual: unsupported('--manual', 0, 'pairs cannot be clicked in the terminal.', {
      help: 'click pairs on a plot (not available)',
      remedy: 'Look at network.pdf and name the pairs with --ex-ifg, or in mintpy.network.excludeDate12.',
    }),
  },
  async run(flags, context) {
    const { stack, template, lookup, reset, aoiYX, aoiLALO } = flags;
    const values = {
      ...flags,
      excludeDate: flags.excludeDate.flat(),
      excludeDate12: flags.excludeDate12.flat(),
      excludeIfgIndex: ifgramIndices(flags.excludeIfgIndex.flat()),
      aoiYX: aoiYX && { x0: aoiYX[0], y0: aoiYX[1], x1: aoiYX[2], y1: aoiYX[3] },
      aoiLALO: aoiLALO && { west: aoiLALO[0], south: aoiLALO[1], east: aoiLALO[2], north: aoiLALO[3] },
    };
    const options = reset ? defaultOptions().config.network : settledOptions('network', values, context);
    if (!reset && template === undefined && !hasNetworkRule(options)) {
      throw new OptionError(
        'No rule says which interferograms to drop.',
        'Give a template with -t, a rule such as --max-tbase 365, or --reset to use all again.',
      );
    }
    await warnOfStrangers(values.excludeDate, stack, context);
    const { kept, dropped } = await modifyNetwork({ stack, options, folder: resolve('.'), lookup }, context);
    const total = kept.length + dropped.length;
    const beyond = options.excludeIfgIndex.filter((index) => index >= total);
    if (beyond.length > 0)
      context.log.warn(
        `${shortName(stack)} has interferograms 0 to ${total - 1}: ${beyond.join(', ')} of the indices to leave out ${beyond.length === 1 ? 'names' : 'name'} none`,
      );
    context.print(`${kept.length} interferograms in use, ${dropped.length} dropped`);
    for (const date12 of dropped) context.print(date12);
  },
});
