import type { Context } from '../../core/context.ts';
import { readProduct } from '../../io/products/product.ts';
import { FILES, type Plan } from '../plan.ts';
import { temporalAverage } from './temporal-average.ts';
import { countUnclosedTriplets } from './unclosed-triplets.ts';

/** The workflow step: velocity by stacking, and how many triplets do not close. */
export async function run(plan: Plan, context: Context): Promise<void> {
  const stack = plan.path(FILES.stack);
  if (!(await readProduct(stack)).datasets.has('unwrapPhase')) {
    context.log.info('offsets need no overview of unwrapping: nothing to do');
    return;
  }
  await temporalAverage(
    { file: stack, dataset: 'unwrapPhase', outfile: plan.path(FILES.avgPhaseVelocity) },
    context,
  );
  await countUnclosedTriplets(
    {
      stack,
      outfile: plan.path(FILES.numTriplets),
      waterMask: plan.path(FILES.waterMask),
      coherence: plan.path(FILES.avgSpatialCoh),
    },
    context,
  );
}
