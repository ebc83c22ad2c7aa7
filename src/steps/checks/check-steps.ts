import type { Plan } from '../plan.ts';
import type { Step } from '../step.ts';
import type { Scene } from './scene.ts';

/**
 * Check the options of all steps of a run against each other and, where it is known, the data.
 *
 * @returns warnings
 * @throws {MintsarError} naming the option that a step could not work with
 */
export async function checkSteps(
  steps: readonly Step[],
  plan: Plan,
  scene: Scene | undefined,
): Promise<string[]> {
  const warnings: string[] = [];
  for (const step of steps) {
    if (step.check !== undefined && step.skip?.(plan) === undefined)
      warnings.push(...(await step.check(plan, scene)));
  }
  return warnings;
}
