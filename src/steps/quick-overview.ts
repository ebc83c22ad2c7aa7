import type { Context } from '../core/context.ts';
import { readIfgramStack } from '../io/products/ifgram-stack.ts';
import { makeProduct, readProduct } from '../io/products/product.ts';
import { planAverage, temporalAverage } from '../operations/averages/temporal-average.ts';
import type { QuickOverviewArgs } from '../operations/closure/quick-overview-kernel.ts';
import { planUnclosedTriplets } from '../operations/closure/unclosed-triplets.ts';
import { runBlocks } from '../operations/engine.ts';
import { FILES } from '../operations/work-files.ts';
import type { Plan } from './plan.ts';

/** The workflow step: velocity by stacking, and how many triplets do not close, from one sweep over the phase. */
export async function run(plan: Plan, context: Context): Promise<void> {
  const file = plan.path(FILES.stack);
  if (!(await readProduct(file)).datasets.has('unwrapPhase')) {
    context.log.info('offsets need no overview of unwrapping: nothing to do');
    return;
  }
  const toAverage = { file, dataset: 'unwrapPhase', outfile: plan.path(FILES.avgPhaseVelocity) };
  const outfile = plan.path(FILES.numTriplets);
  const stack = await readIfgramStack(file);
  const triplets = await planUnclosedTriplets(
    stack,
    {
      stack: file,
      outfile,
      waterMask: plan.path(FILES.waterMask),
      coherence: plan.path(FILES.avgSpatialCoh),
    },
    context,
  );
  if (triplets === undefined) {
    await temporalAverage(toAverage, context);
    return;
  }
  const average = await planAverage(toAverage, context);
  context.log.info(`count which of ${triplets.numTriplet} triplets do not close`);
  const args: QuickOverviewArgs = { average: average.args, triplets: triplets.args };
  await makeProduct(toAverage.outfile, average.layout, context, async (velocity) => {
    await makeProduct(outfile, triplets.layout, context, async (count) => {
      await runBlocks(
        {
          label: 'overview of the phase',
          length: stack.length,
          width: stack.width,
          inputs: triplets.inputs,
          outputs: { average: velocity.sink(average.name), count: count.sink('mask') },
          kernel: 'quickOverview',
          args,
        },
        context,
      );
    });
  });
}
