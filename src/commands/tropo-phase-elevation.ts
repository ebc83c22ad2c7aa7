import { defineCommand } from '../flags/define-command.ts';
import { argument, flag } from '../flags/flag.ts';
import { choice, fraction, inputFile, int, outputFile } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { correctHeightCorrelation } from '../operations/corrections/correct-troposphere-height.ts';

/** `mintsar tropo_phase_elevation`. */
export const command = defineCommand({
  description:
    'Fits a polynomial of height to every date, on a coarser grid, and removes it from every pixel relative to the reference pixel. Good where the air is layered and deformation does not follow height. With --window the slope varies over the scene: slope = sum w (h - h_k)(d - d_k) / sum w (h - h_k)^2 in each window, whose mean is kept.',
  examples: [
    'mintsar tropo_phase_elevation timeseries_demErr.h5 -g inputs/geometryRadar.h5 -m maskTempCoh.h5',
    'mintsar tropo_phase_elevation timeseries.h5 -g inputs/geometryRadar.h5 -m maskTempCoh.h5 -t 0.5 -l 4 -p 2',
    'mintsar tropo_phase_elevation timeseries.h5 -g inputs/geometryRadar.h5 -m maskTempCoh.h5 --window 200',
  ],
  templateSteps: ['correct_troposphere'],
  references: [
    'Doin et al. (2009), J. Appl. Geophys. 69, doi:10.1016/j.jappgeo.2009.03.010',
    'Bekaert, Hooper & Wright (2015), J. Geophys. Res. Solid Earth 120, doi:10.1002/2014JB011558 (windows)',
  ],
  flags: {
    timeseries: argument(inputFile, 'time series of displacement'),
    geometry: flag('-g --geometry', inputFile, 'geometry file with height', { required: true }),
    mask: flag('-m --mask', inputFile, 'pixels that determine the delay', { required: true }),
    minCorrelation: flag(
      '-t --threshold',
      fraction,
      'correct only dates correlated with height more than this, 0 to 1; 0 for all dates',
      { default: 0, option: 'mintpy.troposphericDelay.minCorrelation' },
    ),
    looks: flag('-l --looks', int(1), 'rows and columns averaged for the fit alone', {
      default: 8,
      option: 'mintpy.troposphericDelay.looks',
    }),
    polyOrder: flag('--poly-order -p', choice(['1', '2', '3']), 'degree of the polynomial', {
      default: '1',
      option: 'mintpy.troposphericDelay.polyOrder',
    }),
    windowSize: flag(
      '--window',
      int(2),
      'rows and columns of windows, which overlap by half and pass into each other, in which the slope may differ from that of the whole scene',
      { shown: 'one slope for the scene', option: 'mintpy.troposphericDelay.windowSize' },
    ),
    windowMinPixel: flag(
      '--window-min-pixel',
      int(3),
      'windows with fewer averaged pixels have no slope of their own',
      {
        default: 50,
        option: 'mintpy.troposphericDelay.windowMinPixel',
      },
    ),
    outfile: flag('-o --outfile', outputFile, 'output file', {
      shown: 'the input with _tropHgt at the end of its name',
    }),
  },
  outputs: ({ timeseries, outfile }) => ({ outfile: outfile ?? besideInput(timeseries, '_tropHgt', '.h5') }),
  run: (request, context, { outfile }) =>
    correctHeightCorrelation({ ...request, polyOrder: Number(request.polyOrder), outfile }, context),
});
