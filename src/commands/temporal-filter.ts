import { defineCommand } from '../flags/define-command.ts';
import { argument, flag } from '../flags/flag.ts';
import { choice, inputFile, outputFile, positive } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { filterInTime } from '../operations/filters/temporal-filter.ts';

/** `mintsar temporal_filter`. */
export const command = defineCommand({
  description:
    'Smooth every pixel in time. The result is relative to the same date; no-data (NaN) does not count.',
  examples: [
    'mintsar temporal_filter timeseries_demErr.h5',
    'mintsar temporal_filter timeseries_demErr.h5 -f gaussian -t 1',
    'mintsar temporal_filter timeseries_demErr.h5 -f median -t 3 -o smooth.h5',
  ],
  flags: {
    timeseries: argument(inputFile, 'time series'),
    filter: flag('-f --filter', choice(['median', 'gaussian']), 'filter', { default: 'median' }),
    window: flag(
      '-t --time-win',
      positive,
      'median: number of acquisitions; gaussian: standard deviation in months',
      { default: 5 },
    ),
    outfile: flag('-o --outfile', outputFile, 'output file', {
      shown: 'the input with _tempMedian5, _tempGaussian1.5... at its end',
    }),
  },
  outputs({ timeseries, filter, window, outfile }) {
    const suffix = `_temp${filter === 'median' ? 'Median' : 'Gaussian'}${window}`;
    return { outfile: outfile ?? besideInput(timeseries, suffix, '.h5') };
  },
  async run(request, context, { outfile }) {
    await filterInTime({ ...request, outfile }, context);
    context.print(outfile);
  },
});
