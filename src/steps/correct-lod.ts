import type { Context } from '../core/context.ts';
import { correctOscillatorDrift } from '../operations/corrections/correct-lod.ts';
import type { Plan } from './plan.ts';

/** The workflow step. */
export async function run(plan: Plan, context: Context): Promise<void> {
  const { input, output } = plan.timeseriesAround('LOD');
  await correctOscillatorDrift(
    { timeseries: plan.path(input), geometry: plan.path(plan.loaded.geometry), outfile: plan.path(output) },
    context,
  );
}
