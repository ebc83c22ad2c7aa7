import { resolve } from 'node:path';
import type { Context } from '../core/context.ts';
import { deramp } from '../operations/corrections/deramp.ts';
import type { Plan } from './plan.ts';

/** The workflow step. */
export async function run(plan: Plan, context: Context): Promise<void> {
  const { type, maskFile } = plan.config.deramp;
  const { input, output } = plan.timeseriesAround('ramp');
  await deramp(
    {
      file: plan.path(input),
      type: type!,
      mask: maskFile === null ? null : resolve(plan.project.workDir, maskFile),
      maskName: maskFile ?? undefined,
      outfile: plan.path(output),
    },
    context,
  );
}
