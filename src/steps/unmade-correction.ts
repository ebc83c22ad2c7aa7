import { unmadeReport, writeReport } from '../operations/scatter/correction-report.ts';
import { FILES } from '../operations/work-files.ts';
import type { Correction, Plan } from './plan.ts';

/** Note in `corrections.json` that a correction could not be made: the steps after it read the series before it. */
export function writeUnmade(plan: Plan, correction: Correction, problem: string): void {
  const { input, output } = plan.timeseriesAround(correction);
  const name = plan.corrections().get(correction) ?? correction;
  writeReport(plan.path(FILES.corrections), correction, unmadeReport(name, input, output, problem));
}
