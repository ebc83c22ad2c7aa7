// Loaded into a measured process with `node --import`: says how many cores there are, and notes what the run took.
import { readFileSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { isMainThread } from 'node:worker_threads';

const { BENCH_WORKERS, BENCH_NOTE } = process.env;
if (BENCH_WORKERS) {
  // Not every command has a flag for the number of threads; all of them ask this function.
  os.availableParallelism = () => Number(BENCH_WORKERS);
  syncBuiltinESMExports();
}
if (isMainThread && BENCH_NOTE) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeFileSync(
      BENCH_NOTE,
      JSON.stringify({ user: userCPUTime / 1e6, system: systemCPUTime / 1e6, peakKb: peakKb(maxRSS) }),
    );
  });
}

/** A child inherits the largest size of its parent in `maxRSS`; the high-water mark of its own memory is better. */
function peakKb(maxRSS) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    return maxRSS;
  }
}
