import { resolve } from 'node:path';
import type { Context } from '../core/context.ts';
import type { IfgramStack } from '../io/products/ifgram-stack.ts';
import { readIfgramStack } from '../io/products/ifgram-stack.ts';
import { isMadeBy } from '../io/products/provenance.ts';
import { observationDataset, summarizeStack } from '../operations/averages/stack-summary.ts';
import { placeOfStation } from '../operations/gnss/station-place.ts';
import { setReferencePoint } from '../operations/reference/reference-point.ts';
import { FILES } from '../operations/work-files.ts';
import type { Plan } from './plan.ts';

/** The workflow step: common mask, mean coherence, and the point of the options or the most coherent one. */
export async function run(plan: Plan, context: Context): Promise<string> {
  const file = plan.path(FILES.stack);
  await makeAuxiliaryFiles(plan, await readIfgramStack(file), context);
  const { yx, lalo, gnss, gnssSource, maskFile, coherenceFile, minCoherence } = plan.config.reference;
  const station =
    gnss === null
      ? undefined
      : await placeOfStation({ site: gnss, source: gnssSource, near: plan.path(FILES.timeseries) }, context);
  const inFolder = (name: string | null) => (name === null ? undefined : resolve(plan.project.workDir, name));
  const { y, x } = await setReferencePoint(
    {
      file,
      pixel: yx ?? undefined,
      latLon: station ?? lalo ?? undefined,
      lookup: plan.loaded.lookup && plan.path(plan.loaded.lookup),
      maskFile: inFolder(maskFile),
      coherenceFile: inFolder(coherenceFile),
      minCoherence,
    },
    context,
  );
  return `reference point ${y},${x}`;
}

/** Common mask and mean coherence of the interferograms in use, unless both are still good. */
async function makeAuxiliaryFiles(plan: Plan, stack: IfgramStack, context: Context): Promise<void> {
  const maskConnComp = plan.path(FILES.maskConnComp);
  const avgSpatialCoh = plan.path(FILES.avgSpatialCoh);
  const phase = observationDataset(stack);
  const basis = stack.datasets.has('connectComponent') ? 'connectComponent' : phase;
  const hasCoherence = stack.datasets.has('coherence');
  if (!hasCoherence) context.log.warn('the stack has no coherence: the reference point is chosen without it');
  const needsMask =
    phase === 'unwrapPhase' && !(await isMadeBy(maskConnComp, { from: [{ stack, dataset: basis }] }));
  const needsAverage =
    hasCoherence && !(await isMadeBy(avgSpatialCoh, { from: [{ stack, dataset: 'coherence' }] }));
  if (!needsMask && !needsAverage) return;
  if (needsMask)
    context.log.info(`common mask: ${basis} other than 0 in ${stack.kept.length} interferograms`);
  await summarizeStack(
    {
      stack,
      average: needsAverage ? { dataset: 'coherence', outfile: avgSpatialCoh } : undefined,
      commonMask: needsMask ? maskConnComp : undefined,
    },
    context,
  );
}
