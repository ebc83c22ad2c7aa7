import type { Context } from '../core/context.ts';
import { saveKmz } from '../operations/mapping/google-earth.ts';
import { FILES } from '../operations/work-files.ts';
import type { Plan } from './plan.ts';

/** The workflow step: the velocity map. */
export async function run(plan: Plan, context: Context): Promise<void> {
  const velocity = plan.mapFile(FILES.velocity);
  await saveKmz(
    { file: plan.path(velocity), outfile: plan.path(velocity.replace(/\.h5$/, '.kmz')) },
    context,
  );
}
