import { basename } from 'node:path';
import type { Context } from '../core/context.ts';
import { RunError } from '../core/errors.ts';
import { readMask } from '../io/products/product.ts';
import { invertStack } from '../operations/inversion/invert-network.ts';
import { makeTemporalCoherenceMask } from '../operations/masks/generate-mask.ts';
import { FILES } from '../operations/work-files.ts';
import type { Plan } from './plan.ts';

/** The workflow step: inversion, then the mask of reliable pixels. */
export async function run(plan: Plan, context: Context): Promise<void> {
  const { config } = plan;
  const outfiles = {
    timeseries: plan.path(FILES.timeseries),
    quality: plan.path(FILES.temporalCoherence),
    count: plan.path(FILES.numInvIfgram),
  };
  await invertStack(
    {
      stack: plan.path(FILES.stack),
      options: config.networkInversion,
      unwrapErrorMethod: config.unwrapError.method,
      outfiles,
      folder: plan.project.workDir,
    },
    context,
  );
  const mask = plan.path(FILES.maskTempCoh);
  await makeTemporalCoherenceMask(
    {
      temporalCoherence: outfiles.quality,
      outfile: mask,
      geometry: plan.path(plan.loaded.geometry),
      options: plan.project,
    },
    context,
  );
  await requireReliablePixels(mask, plan, context);
}

async function requireReliablePixels(mask: string, { config }: Plan, { log }: Context): Promise<void> {
  const { data } = await readMask(mask);
  const reliable = data.reduce((sum, keep) => sum + keep, 0);
  const { minTempCoh, minNumPixel } = config.networkInversion;
  log.info(
    `${reliable} of ${data.length} pixels are reliable (temporal coherence >= ${minTempCoh}, ${((100 * reliable) / data.length).toFixed(1)} %)`,
  );
  if (reliable >= minNumPixel) return;
  throw new RunError(
    `Only ${reliable} pixels are reliable in ${basename(mask)}; mintpy.networkInversion.minNumPixel asks for ${minNumPixel}.`,
    'Look at temporalCoherence.h5 and the network: choose another reference point, drop bad interferograms, correct unwrapping errors, or lower mintpy.networkInversion.minTempCoh.',
  );
}
