import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Context } from '../core/context.ts';
import { readIfgramStack } from '../io/products/ifgram-stack.ts';
import { readMask } from '../io/products/product.ts';
import { modifyNetwork } from '../operations/network/modify-network.ts';
import { meanCoherence } from '../operations/network/network-quality.ts';
import { makeWaterMask } from '../operations/reference/water-mask.ts';
import { FILES } from '../operations/work-files.ts';
import type { Plan } from './plan.ts';

/** The workflow step: water mask, mean coherence, choice of interferograms. */
export async function run(plan: Plan, context: Context): Promise<string> {
  const { workDir } = plan.project;
  const waterMask = plan.path(FILES.waterMask);
  await makeWaterMask(plan.path(plan.loaded.geometry), waterMask, context);
  const lookup = plan.loaded.lookup && plan.path(plan.loaded.lookup);
  const request = { stack: plan.path(FILES.stack), options: plan.config.network, folder: workDir, lookup };
  const stack = await readIfgramStack(request.stack);
  if (stack.datasets.has('coherence')) await meanCoherence(request, stack, context);
  const { kept } = await modifyNetwork(request, context);
  const hash = createHash('sha256').update(kept.join());
  if (existsSync(waterMask)) hash.update((await readMask(waterMask)).data); // later steps leave water out
  return `${kept.length} interferograms, ${hash.digest('hex')}`;
}
