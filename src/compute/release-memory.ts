import type { Context } from '../core/context.ts';
import { closePool } from './pool.ts';

/** What a process takes that works on next to nothing, bytes. */
const OWN = 100 << 20;

let collect: (() => void) | undefined;

/**
 * Give memory back that nothing refers to any more, before the next stage takes its own, when the process is larger than
 * its budget. Threads are ended, because each holds on to what was shared with it, and garbage is collected, because
 * shared memory does not count for the engine's own timing and would stand until the process ends.
 */
export async function releaseMemory({ maxMemory }: Pick<Context, 'maxMemory'>): Promise<void> {
  const most = maxMemory + OWN;
  // The largest it ever was costs next to nothing to ask.
  if (1024 * process.resourceUsage().maxRSS < most || process.memoryUsage.rss() < most) return;
  await closePool();
  if (collect === undefined) {
    process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
    collect = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void;
  }
  collect();
}
