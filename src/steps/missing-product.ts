import { NotFoundError } from '../core/errors.ts';
import type { Plan } from './plan.ts';
import { STEPS } from './registry.ts';
import type { Step } from './step.ts';

/**
 * A step stopped because a file is not there: when another step makes that file, say which and how to run it.
 *
 * @returns the error with that remedy; any other as it is
 */
export function withMakerOf(error: unknown, step: Step, plan: Plan): unknown {
  // While products are loaded, what lacks is one of them.
  if (!(error instanceof NotFoundError) || plan.facts === undefined) return error;
  const maker = STEPS.find(
    (other) =>
      other !== step &&
      other.writes(plan).some((id) => error.message.startsWith(`${plan.path(id)} does not exist`)),
  );
  if (maker === undefined) return error;
  const { name } = maker;
  return new NotFoundError(
    error.message,
    `The step ${name} makes it: run it with --dostep ${name}, or all from there on with --start ${name}.`,
    { cause: error },
  );
}
