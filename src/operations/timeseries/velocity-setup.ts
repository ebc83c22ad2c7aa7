import type { Config } from '../../config/index.ts';
import { OptionError } from '../../core/errors.ts';
import { createRandom } from '../../core/stats/random.ts';
import { bootstrapResamples } from '../../core/timeseries/bootstrap.ts';
import type { TimeFunctionFitSetup, Uncertainty } from '../../core/timeseries/fit.ts';
import type { TimeFunctionModel } from '../../core/timeseries/model.ts';
import type { Timeseries } from '../../io/products/timeseries.ts';
import type { VelocityRequest } from './velocity-request.ts';

/** The functions of time that the options name. */
export function timeFunctionModel(options: Config['timeFunc']): TimeFunctionModel {
  return {
    polynomial: options.polynomial,
    periodic: options.periodic,
    stepDate: options.stepDate,
    exp: options.exp.map(({ onset, times }) => ({ onset, tau: times.map(Math.trunc) })),
    log: options.log.map(({ onset, times }) => ({ onset, tau: times.map(Math.trunc) })),
  };
}

/** The model, its dates, and where standard deviations come from. @throws {OptionError} for a bootstrap of more than a line */
export function fitSetup(
  series: Timeseries,
  used: readonly number[],
  { polyline, seed = 0 }: VelocityRequest,
  options: Config['timeFunc'],
): TimeFunctionFitSetup {
  const model = { ...timeFunctionModel(options), polyline: polyline ?? [] };
  if (options.uncertaintyQuantification === 'bootstrap') {
    const others = [model.periodic, model.stepDate, model.polyline, model.exp, model.log].some(
      (f) => f?.length,
    );
    if (model.polynomial !== 1 || others) {
      throw new OptionError(
        'The bootstrap works with a straight line only (polynomial = 1).',
        'Remove the other time functions, or take the uncertainty from the residue.',
      );
    }
  }
  const uncertainty: Uncertainty =
    options.uncertaintyQuantification === 'bootstrap'
      ? {
          kind: 'bootstrap',
          resamples: bootstrapResamples(used.length, options.bootstrapCount, createRandom(seed)),
        }
      : { kind: options.uncertaintyQuantification };
  const seconds = series.facts.acquisitionSeconds;
  return { dates: used.map((k) => series.dates[k]), seconds, model, uncertainty };
}
