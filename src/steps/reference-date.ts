import type { Context } from '../core/context.ts';
import { changeReferenceDate, resolveReferenceDate } from '../operations/timeseries/reference-date.ts';
import type { Plan } from './plan.ts';

/** The workflow step: all series of the run. @returns the date */
export async function run(plan: Plan, context: Context): Promise<string> {
  const named = plan.config.reference.date!;
  const date = await resolveReferenceDate(named, plan.project.workDir);
  if (date === undefined) {
    context.log.warn(`reference date unchanged: there is no ${named.kind === 'file' ? named.file : ''}`);
    return 'unchanged';
  }
  const files = plan.timeseriesChain().map((name) => plan.path(name));
  await changeReferenceDate({ files, date }, context);
  return `reference date ${date}`;
}
