import type { Context } from '../core/context.ts';
import { InterruptedError } from '../core/errors.ts';

/** @throws {InterruptedError} when the user has asked to stop */
export function stopIfAborted({ signal }: Pick<Context, 'signal'>): void {
  if (signal?.aborted)
    throw new InterruptedError('Stopped by the user.', 'Run the same command again to go on.');
}
