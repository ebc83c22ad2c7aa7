import { defineCommand } from '../flags/define-command.ts';
import { argument, flag } from '../flags/flag.ts';
import { inputFile, outputFile } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { correctOscillatorDrift } from '../operations/corrections/correct-lod.ts';

/** `mintsar local_oscilator_drift` (spelled as old scripts spell it). */
export const command = defineCommand({
  description:
    'The apparent range of ASAR on Envisat grew by 3.87e-7 of itself per year. The drift is removed relative to the reference pixel and the reference date.',
  examples: [
    'mintsar local_oscilator_drift timeseries.h5 inputs/geometryRadar.h5',
    'mintsar local_oscilator_drift timeseries.h5 inputs/geometryRadar.h5 -o timeseries_LOD.h5',
    'mintsar local_oscilator_drift filt_050320-070708.unw inputs/geometryRadar.h5',
  ],
  references: ['Marinkovic & Larsen (2013), Proc. Living Planet Symposium, ESA SP-722'],
  flags: {
    timeseries: argument(inputFile, 'time series of displacement, or one interferogram (.unw)'),
    geometry: argument(inputFile, 'geometry file with slantRangeDistance'),
    outfile: flag('-o --output', outputFile, 'output file', {
      shown: 'the input with _LOD at the end of its name',
    }),
  },
  outputs: ({ timeseries, outfile }) => ({ outfile: outfile ?? besideInput(timeseries, '_LOD') }),
  run: (request, context, { outfile }) => correctOscillatorDrift({ ...request, outfile }, context),
});
