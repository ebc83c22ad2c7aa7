import { resolve } from 'node:path';
import type { Context } from '../core/context.ts';
import { residualRms } from '../operations/timeseries/residual-rms.ts';
import { FILES } from '../operations/work-files.ts';
import type { Plan } from './plan.ts';

/** The workflow step. @returns the dates it chose, so that what depends on them runs again only when they change */
export async function run(plan: Plan, context: Context): Promise<string> {
  const { maskFile, deramp: ramp, cutoff } = plan.config.residualRMS;
  const { referenceDate, excluded } = await residualRms(
    {
      timeseries: plan.path(FILES.residual),
      mask: maskFile === null ? null : resolve(plan.project.workDir, maskFile),
      ramp,
      cutoff,
      figure: plan.config.plot.enabled ? { theme: plan.config.plot.style ?? undefined } : undefined,
    },
    context,
  );
  return `reference date ${referenceDate}, left out ${excluded.join(', ') || 'none'}`;
}
