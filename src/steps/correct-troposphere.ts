import { rmSync } from 'node:fs';
import type { Context } from '../core/context.ts';
import { stampOf } from '../io/products/provenance.ts';
import { correctHeightCorrelation } from '../operations/corrections/correct-troposphere-height.ts';
import { markUncorrected } from '../operations/corrections/mark-uncorrected.ts';
import { NoWeatherError } from '../operations/troposphere/weather-delay.ts';
import { FILES } from '../operations/work-files.ts';
import { LoginMissingError } from '../services/service-errors.ts';
import { isAutomatic, obstacleOf, subtractDelayProduct } from './delay-products.ts';
import type { Plan } from './plan.ts';
import type { StepRun } from './step.ts';
import { writeUnmade } from './unmade-correction.ts';

/** The workflow step: the delay that follows height, or one that is given or made for every date. */
export async function run(plan: Plan, context: Context, why: StepRun): Promise<string | undefined> {
  const { method, weatherModel, ...options } = plan.config.troposphericDelay;
  const { input, output } = plan.timeseriesAround('troposphere');
  const [timeseries, outfile] = [plan.path(input), plan.path(output)];
  if (method === 'height_correlation') {
    const geometry = plan.path(plan.loaded.geometry);
    const mask = plan.path(FILES.maskTempCoh);
    const { polyOrder, looks, minCorrelation, windowSize, windowMinPixel } = options;
    const fit = { polyOrder, looks, minCorrelation, windowSize, windowMinPixel };
    const request = { timeseries, geometry, mask, outfile, ...fit };
    await correctHeightCorrelation(request, context);
    return undefined;
  }
  if (!isAutomatic(plan, 'troposphere')) {
    await subtractDelayProduct(plan, 'troposphere', context, why);
  } else {
    const problem = await correctIfPossible(plan, context, why);
    if (problem !== undefined) {
      await markUncorrected(timeseries, weatherModel, false, context);
      context.log.warn(`the run goes on without a correction of the troposphere: ${problem}`);
      rmSync(outfile, { force: true });
      writeUnmade(plan, 'troposphere', problem);
      return 'no weather';
    }
  }
  // Dates that lack weather or zenith delays are tried again each time: later steps run again when that brought something new.
  return method === 'pyaps' || method === 'opera' ? `${output} of ${stampOf(outfile)}` : undefined;
}

/** Correct for the weather that `auto` stands for. @returns why that cannot be done */
async function correctIfPossible(plan: Plan, context: Context, why: StepRun): Promise<string | undefined> {
  const obstacle = obstacleOf(plan, 'troposphere');
  if (obstacle !== undefined) return obstacle;
  const { input } = plan.timeseriesAround('troposphere');
  await markUncorrected(plan.path(input), plan.config.troposphericDelay.weatherModel, true, context);
  try {
    await subtractDelayProduct(plan, 'troposphere', context, why);
    return undefined;
  } catch (error) {
    if (error instanceof NoWeatherError || error instanceof LoginMissingError)
      return `${error.message} ${error.remedy}`;
    throw error;
  }
}
