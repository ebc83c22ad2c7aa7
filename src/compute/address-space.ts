import { readFileSync } from 'node:fs';

/*
 * Some systems limit the address space of a process (ulimit -v, RLIMIT_AS), batch systems above all. It counts what is
 * reserved, used or not, and the engine reserves much: some 0.75 GB by itself, 0.8 GB for each thread.
 */

const THREAD = 0.8 * 2 ** 30;
/** for what the command still needs besides: libraries, figures */
const SPARE = 0.7 * 2 ** 30;

/** Bytes of address space this process may have; undefined where the system sets no limit. */
export function addressSpaceLimit(): number | undefined {
  try {
    const [, soft] = /^Max address space +(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === undefined || soft === 'unlimited' ? undefined : Number(soft);
  } catch {
    return undefined; // not a Linux system
  }
}

/** How many more threads the address space has room for: starting one too many ends the process on the spot. */
export function roomForThreads(): number {
  const limit = addressSpaceLimit();
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  const [, kilobytes] = /^VmSize:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Math.max(0, Math.floor((limit - 1024 * Number(kilobytes) - SPARE) / THREAD));
}
