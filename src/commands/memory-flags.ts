import { flag, group } from '../flags/flag.ts';
import { positive } from '../flags/kind.ts';

/** Heading that memory shares with threads. */
export const MEMORY_AND_THREADS = 'memory and threads';

/** The memory budget. */
export const memoryFlags = group(MEMORY_AND_THREADS, {
  maxMemory: flag('--ram --memory', positive, 'memory budget, GB', { default: 4 }),
});
