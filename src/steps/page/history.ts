import type { OptionKey } from '../../config/index.ts';
import type { Plan } from '../plan.ts';
import type { RunRecord } from '../record.ts';
import { STEPS } from '../registry.ts';
import { METADATA, OTHER_LINES } from '../step.ts';

/** What a step did in this work directory, and with which options. */
export interface StepHistory {
  readonly name: string;
  readonly summary: string;
  readonly state: 'done' | 'skipped' | 'not run';
  /** why it was skipped */
  readonly reason?: string;
  /** when it ended (ISO 8601), how long it took, s, and by which version */
  readonly last?: { readonly at: string; readonly seconds: number; readonly version: string };
  /** options that are not automatic */
  readonly options: readonly (readonly [key: string, value: string])[];
}

/** All steps in order, as the record of the work directory and the options have them. */
export function stepHistory(plan: Plan, record: RunRecord): StepHistory[] {
  const { text, given } = plan.project;
  const chosen = [...text].filter(([key]) => given.has(key as OptionKey));
  return STEPS.map((step): StepHistory => {
    const { name, summary } = step;
    const isOurs = (key: string) =>
      step.options.some(
        (option) =>
          option !== METADATA &&
          option !== OTHER_LINES &&
          (option.endsWith('.') ? key.startsWith(option) : key === option),
      );
    const options = chosen.filter(([key]) => isOurs(key));
    const last = record.lastRun(name);
    const reason = step.skip?.(plan);
    if (reason !== undefined) return { name, summary, state: 'skipped', reason, options };
    return { name, summary, state: record.hasRun(name) ? 'done' : 'not run', last, options };
  });
}
