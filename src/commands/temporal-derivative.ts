import { defineCommand } from '../flags/define-command.ts';
import { argument, flag } from '../flags/flag.ts';
import { inputFile, outputFile } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { differentiate } from '../operations/filters/temporal-filter.ts';

/** `mintsar temporal_derivative`. */
export const command = defineCommand({
  description: 'Displacement since the date before: the difference of consecutive dates, 0 at the first.',
  examples: [
    'mintsar temporal_derivative timeseries_demErr.h5',
    'mintsar temporal_derivative timeseries.h5 -o steps.h5',
  ],
  flags: {
    timeseries: argument(inputFile, 'time series'),
    outfile: flag('-o --output', outputFile, 'output file', { shown: 'the input with _1stDiff at its end' }),
  },
  outputs: ({ timeseries, outfile }) => ({ outfile: outfile ?? besideInput(timeseries, '_1stDiff', '.h5') }),
  async run(request, context, { outfile }) {
    await differentiate({ ...request, outfile }, context);
    context.print(outfile);
  },
});
