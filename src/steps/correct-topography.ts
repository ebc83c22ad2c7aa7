import type { Context } from '../core/context.ts';
import { correctDemError } from '../operations/corrections/correct-topography.ts';
import type { Plan } from './plan.ts';

/** The workflow step. */
export async function run(plan: Plan, context: Context): Promise<void> {
  const { input, output } = plan.timeseriesAround('topography');
  const { pixelwiseGeometry, ...options } = plan.config.topographicResidual;
  await correctDemError(
    {
      timeseries: plan.path(input),
      geometry: pixelwiseGeometry ? plan.path(plan.loaded.geometry) : undefined,
      outfile: plan.path(output),
      options,
    },
    context,
  );
}
