import { FILES } from '../../operations/work-files.ts';
import type { Plan } from '../plan.ts';
import { STEPS } from '../registry.ts';
import type { StepOutcome } from '../run-workflow.ts';

/** Most files that are named one by one. */
const MOST = 6;

/** The files that the steps of this run made, the ones to go on with first. */
export function summaryFiles(plan: Plan, outcomes: readonly StepOutcome[]): string {
  if (plan.facts === undefined) return '';
  const done = outcomes.filter(({ outcome }) => outcome === 'done');
  const made = done.flatMap(({ name, files = [] }) => {
    const step = STEPS.find((row) => row.name === name)!;
    return [...step.writes(plan).map((id) => id.split('#')[0]), ...files];
  });
  const files = [...new Set(made)].filter((name) => plan.hasFile(name));
  const wanted = [
    plan.mapFile(FILES.velocity),
    plan.mapFile(FILES.velocity).replace(/\.h5$/, '.kmz'),
    FILES.velocity,
    plan.finalTimeseries,
    plan.mapFile(plan.finalTimeseries),
    FILES.temporalCoherence,
    FILES.maskTempCoh,
    FILES.stack,
  ];
  const rank = (name: string) => (wanted.includes(name) ? wanted.indexOf(name) : wanted.length);
  const sorted = [...files].sort((a, b) => rank(a) - rank(b));
  const more = sorted.length - MOST;
  return `${sorted.slice(0, MOST).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
