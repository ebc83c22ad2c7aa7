import type { Context } from '../core/context.ts';
import { UnsupportedError } from '../core/errors.ts';
import { readProduct } from '../io/products/product.ts';
import { correctHeightCorrelation } from '../operations/corrections/correct-troposphere-height.ts';
import { subtractFiles } from '../operations/corrections/difference.ts';
import { FILES } from '../operations/work-files.ts';
import type { Plan } from './plan.ts';

/** The workflow step: the delay that follows height, or the delay of a weather model that is there already. */
export async function run(plan: Plan, context: Context): Promise<void> {
  const { method, weatherModel, polyOrder, looks, minCorrelation } = plan.config.troposphericDelay;
  const { input, output } = plan.timeseriesAround('troposphere');
  const [timeseries, outfile] = [plan.path(input), plan.path(output)];
  if (method === 'height_correlation') {
    const geometry = plan.path(plan.loaded.geometry);
    const mask = plan.path(FILES.maskTempCoh);
    await correctHeightCorrelation(
      { timeseries, geometry, mask, outfile, polyOrder, looks, minCorrelation },
      context,
    );
    return;
  }
  const delay = plan.path(`inputs/${weatherModel.toUpperCase()}.h5`);
  const [series, model] = [await readProduct(timeseries), await readProduct(delay)];
  if (series.length !== model.length || series.width !== model.width) {
    throw new UnsupportedError(
      `${delay} has ${model.length} x ${model.width} pixels where ${timeseries} has ${series.length} x ${series.width}.`,
      'Put the delay of this grid there, or set mintpy.troposphericDelay.method = height_correlation or no.',
    );
  }
  context.log.info(`subtract the delay of ${weatherModel} found in ${plan.name(delay)}`);
  await subtractFiles({ first: timeseries, others: [delay], outfile, force: true }, context);
}
