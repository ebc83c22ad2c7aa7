/** Why a task has left no marker, as far as it can be told. */
export type Reason = 'memory' | 'time' | 'disk' | 'node' | 'cancelled' | 'other';

/** In the order in which they count: what is known to be done about comes first. */
const SIGNS: readonly (readonly [Reason, RegExp])[] = [
  [
    'memory',
    /OUT_OF_MEMORY|OUT_OF_ME|oom[-_ ]?kill|OOMKilled|OutOfMemory|out of memory|TERM_MEMLIMIT|mem(?:ory)? \S* ?exceeded limit|heap limit|memory usage/i,
  ],
  [
    'time',
    /TIMEOUT|DUE TO TIME LIMIT|TERM_RUNLIMIT|walltime \S+ exceeded|DeadlineExceeded|DEADLINE|exceeded timeout/i,
  ],
  ['disk', /ENOSPC|EDQUOT|No space left|disk is full|EFBIG|larger than files may be|quota of disk space/i],
  [
    'node',
    /NODE_FAIL|BOOT_FAIL|PREEMPTED|DUE TO PREEMPTION|NODE FAILURE|NodeLost|Evicted|Shutdown|Host EC2|TERM_PREEMPT|requeue/i,
  ],
  ['cancelled', /CANCELLED|TERM_OWNER|TERM_ADMIN|terminated by|deleted/i],
];

/**
 * The reason that words tell: those of a scheduler, the end of a log, the exit code that the task has noted.
 * @param exit 137 is a process that was killed, most often for its memory
 */
export function reasonOf(words: readonly string[], exit: number | undefined): Reason {
  for (const [reason, sign] of SIGNS) if (words.some((one) => sign.test(one))) return reason;
  return exit === 137 ? 'memory' : 'other';
}

/** As a sentence has it. */
export const REASONS: Readonly<Record<Reason, string>> = {
  memory: 'out of memory',
  time: 'out of time',
  disk: 'disk full',
  node: 'node lost or taken away',
  cancelled: 'cancelled',
  other: 'failed',
};
