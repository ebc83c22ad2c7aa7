import type { Context } from '../core/context.ts';
import { correctHeightCorrelation } from '../operations/corrections/correct-troposphere-height.ts';
import { FILES } from '../operations/work-files.ts';
import { subtractDelayProduct } from './delay-products.ts';
import type { Plan } from './plan.ts';

/** The workflow step: the delay that follows height, or one that is given for every date. */
export async function run(plan: Plan, context: Context): Promise<void> {
  const { method, polyOrder, looks, minCorrelation, windowSize, windowMinPixel } =
    plan.config.troposphericDelay;
  if (method !== 'height_correlation') return subtractDelayProduct(plan, 'troposphere', context);
  const { input, output } = plan.timeseriesAround('troposphere');
  const [timeseries, outfile] = [plan.path(input), plan.path(output)];
  const geometry = plan.path(plan.loaded.geometry);
  const mask = plan.path(FILES.maskTempCoh);
  const options = { polyOrder, looks, minCorrelation, windowSize, windowMinPixel };
  const request = { timeseries, geometry, mask, outfile, ...options };
  await correctHeightCorrelation(request, context);
}
