import { basename } from 'node:path';
import type { Context } from '../core/context.ts';
import { saveHdfEos5 } from '../operations/mapping/hdfeos5.ts';
import { FILES } from '../operations/work-files.ts';
import type { Plan } from './plan.ts';
import type { StepResult } from './step.ts';

/** The workflow step: the final series of the run, in the work directory. */
export async function run(plan: Plan, context: Context): Promise<StepResult> {
  const { update, subset } = plan.config.save.hdfEos5;
  const path = (name: string) => plan.path(plan.mapFile(name));
  const archive = await saveHdfEos5(
    {
      timeseries: path(plan.finalTimeseries),
      temporalCoherence: path(FILES.temporalCoherence),
      avgSpatialCoherence: path(FILES.avgSpatialCoh),
      mask: path(FILES.maskTempCoh),
      geometry: path(plan.loaded.geometry),
      metadata: plan.project.otherLines,
      folder: plan.project.workDir,
      update,
      subset,
    },
    context,
  );
  return { files: [basename(archive)] };
}
