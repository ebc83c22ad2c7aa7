import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { closePool } from './pool.ts';

/** Below this nobody's budget is at stake, and threads that are at hand are worth more. */
const WORTH = 48 << 20;

let collect: (() => void) | undefined;

/**
 * Give memory back that nothing refers to any more, before the next stage takes its own. Threads are ended, because each
 * holds on to what it shared, and garbage is collected, because shared memory does not count for the engine's own timing:
 * it would stand until the process ends.
 *
 * @param bytes what is to be had: little is left to the engine
 */
export async function releaseMemory(bytes: number): Promise<void> {
  if (bytes < WORTH) return;
  await closePool();
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
}
