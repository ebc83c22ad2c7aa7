import type { Context } from '../core/context.ts';
import { RunError } from '../core/errors.ts';

/** @throws {RunError} when the user has asked to stop */
export function stopIfAborted({ signal }: Pick<Context, 'signal'>): void {
  if (signal?.aborted) throw new RunError('Stopped by the user.', 'Run the same command again to go on.');
}
