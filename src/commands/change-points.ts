import { dirname, join } from 'node:path';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, group, list } from '../flags/flag.ts';
import { asTyped, inputFile, orNo, outputFile, positive } from '../flags/kind.ts';
import { findChangePoints } from '../operations/timeseries/change-points.ts';
import { computeFlags, withCompute } from './compute-flags.ts';
import { date, dateOrFile } from './date-kinds.ts';
import { warnOfStrangers } from './excluded-dates.ts';
import { timeFunctionFlags } from './time-function-flags.ts';

/** `mintsar change_points`. */
export const command = defineCommand({
  description:
    'Find sudden offsets whose dates nobody told: for every pixel the interval between two acquisitions in which a step on top of the time functions explains most (at least three acquisitions on either side), its size (step), standard deviation (stepStd), the decimal year in the middle of the interval (date), and the probability that noise alone comes to such a step at any date (pValue): a change is where pValue is not above the false-alarm rate. Noise may be correlated from date to date; p-values come from a seeded simulation for these dates and functions. The scene changed where more pixels did than by chance, counting only independent ones. Those dates are printed, and written to changePoints.txt beside the output as a line of a template, mintpy.timeFunc.stepDate.',
  examples: [
    'mintsar change_points timeseries_demErr.h5',
    'mintsar change_points timeseries_demErr.h5 -m maskTempCoh.h5 --false-alarm 0.001',
    'mintsar change_points timeseries_demErr.h5 --poly 1 --periodic 1 0.5 --step 20180610 -o otherSteps.h5',
  ],
  references: [
    'Quandt (1960), J. Am. Stat. Assoc. 55, doi:10.1080/01621459.1960.10482067 (likelihood ratio over all dates)',
    'Andrews (1993), Econometrica 61, doi:10.2307/2951764 (its maximum by chance)',
  ],
  flags: {
    timeseries: argument(inputFile, 'time series of displacement'),
    mask: flag('-m --mask', orNo(asTyped(inputFile)), 'pixels that count, or no for all', { shown: 'no' }),
    falseAlarm: flag(
      '--false-alarm',
      positive,
      'probability, 0.001 to 0.5, that a pixel without offset is taken for one with an offset; and that a scene is',
      { default: 0.01 },
    ),
    outfile: flag('-o --outfile', outputFile, 'output file', { shown: 'changePoints.h5 beside the series' }),
    ...group('dates', {
      startDate: flag('-s --start-date', date, 'first date used'),
      endDate: flag('-e --end-date', date, 'last date used'),
      excludeDate: list('--ex --ex-date', dateOrFile, 'dates, or text files of dates, not used', {
        count: '+',
      }),
    }),
    ...timeFunctionFlags,
    ...computeFlags,
  },
  outputs: ({ timeseries, outfile }) => {
    const product = outfile ?? join(dirname(timeseries), 'changePoints.h5');
    return { outfile: product, textFile: join(dirname(product), 'changePoints.txt') };
  },
  async run(request, context, { outfile, textFile }) {
    const { timeseries, mask, falseAlarm, polynomial, periodic, stepDate, polyline } = request;
    const { startDate = null, endDate = null, excludeDate } = request;
    await warnOfStrangers(excludeDate, timeseries, context);
    const transients = (of: typeof request.exp) =>
      of.map(({ onset, times }) => ({ onset, tau: times.map(Math.trunc) }));
    const found = await findChangePoints(
      {
        timeseries,
        outfile,
        textFile,
        mask: mask ?? undefined,
        falseAlarm,
        model: {
          polynomial,
          periodic,
          stepDate,
          polyline,
          exp: transients(request.exp),
          log: transients(request.log),
        },
        dates: { startDate, endDate, excludeDate },
      },
      await withCompute(request, context),
    );
    const { numPixel, numChanged, numIncomplete, numCell } = found;
    const percent = (count: number) => `${((100 * count) / numPixel).toFixed(1)} %`;
    context.print(
      `${numChanged} of ${numPixel} pixels changed (${percent(numChanged)}; by chance ${percent(falseAlarm * numPixel)}); noise of neighbouring dates is correlated by ${found.correlation.toFixed(2)}, independent pixels: ${Math.round(numCell)}`,
    );
    if (numIncomplete > 0) context.log.warn(`${numIncomplete} pixels lack a date, and were not looked at`);
    for (const change of found.changes)
      context.print(
        `${change.date}: ${change.numPixel} pixels (${percent(change.numPixel)}) between ${change.between.join(' and ')}, p ${change.pValue.toExponential(1)}`,
      );
    if (found.changes.length === 0) context.print('no date at which the scene changed');
    context.print(outfile);
    return found;
  },
});
