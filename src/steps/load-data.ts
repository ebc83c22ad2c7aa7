import { existsSync } from 'node:fs';
import type { Context } from '../core/context.ts';
import { readProduct } from '../io/products/product.ts';
import { OBSERVATIONS } from '../loading/description.ts';
import { filesOf } from '../loading/load-options.ts';
import { loadData } from '../operations/loading/load-data.ts';
import { FILES } from '../operations/work-files.ts';
import { withAutoPaths } from '../processors/auto-path.ts';
import { checkSteps } from './checks/check-steps.ts';
import { sceneOf } from './checks/scene.ts';
import { needsOf, projectLoadOptions } from './load-sources.ts';
import { Plan } from './plan.ts';
import type { StepRun } from './step.ts';

/**
 * The workflow step. Files that are complete stay when the options are those they were made with, and also when they
 * were made elsewhere and the raw products are no longer there: loaded data are never thrown away for nothing.
 */
export async function run(plan: Plan, context: Context, why: StepRun): Promise<string | null | undefined> {
  const { config, project } = plan;
  const options = projectLoadOptions(project);
  const stack = plan.path(FILES.stack);
  const isLoaded = existsSync(stack) && plan.facts !== undefined;
  const hasRaw = filesOf(withAutoPaths(options), 'unwFile').length > 0;
  if (isLoaded && !hasRaw) {
    context.log.info(`no raw products match mintpy.load.unwFile; ${FILES.stack} is used as it is`);
    return null;
  }
  const mayKeep = config.load.updateMode && why.changedOptions.length === 0;
  const loaded = await loadData(
    {
      options,
      outDir: plan.path('inputs'),
      updateMode: mayKeep,
      addsTo: config.load.updateMode,
      needs: needsOf(config),
      check: async (attributes, pairs) => {
        const scene = sceneOf('the stack to be loaded', attributes, pairs);
        await checkSteps(why.steps, new Plan(project), scene);
      },
    },
    context,
  );
  return (await loadingOf(stack)) ?? (loaded.every(({ kept }) => kept) ? null : undefined);
}

/**
 * Which loading the rasters of the stack come from: the same after a run that was killed, or by `mintsar load_data`.
 * @returns undefined when the stack does not say
 */
async function loadingOf(stack: string): Promise<string | undefined> {
  if (!existsSync(stack)) return undefined;
  const { datasets } = await readProduct(stack);
  const times = OBSERVATIONS.map((name) => datasets.get(name)?.attributes['MODIFICATION_TIME'] ?? '').sort();
  return times.at(-1) ? `loaded at ${times.at(-1)}` : undefined;
}
