import { shellWord } from '../../core/shell-word.ts';
import type { ArrayJob, Scheduler } from '../scheduler.ts';

/* Slurm: sbatch, squeue, scancel. Accounting (sacct) is not asked for: many sites have none. */

/** Words of `squeue` for tasks that will not come back. */
const ENDED = new Set([
  'BOOT_FAIL',
  'CANCELLED',
  'COMPLETED',
  'DEADLINE',
  'FAILED',
  'NODE_FAIL',
  'OUT_OF_MEMORY',
  'PREEMPTED',
  'REVOKED',
  'TIMEOUT',
]);

export const slurm: Scheduler = {
  program: 'sbatch',
  maxTasks: 1000, // MaxArraySize is 1001 unless a site says otherwise
  ending: 'sbatch',
  script: (job) => {
    const { queue, account, extra, prologue } = job.settings;
    const directives = [
      `--job-name=${job.name}`,
      `--array=1-${job.tasks}${job.atOnce < job.tasks ? `%${job.atOnce}` : ''}`,
      `--output=${outputPattern(job)}`,
      '--open-mode=append', // a task that is requeued would clear away what its first run said
      '--requeue',
      '--nodes=1',
      '--ntasks=1',
      `--cpus-per-task=${job.cpus}`,
      `--mem=${job.memory}M`,
      `--time=${job.minutes}`,
      ...(queue === undefined ? [] : [`--partition=${queue}`]),
      ...(account === undefined ? [] : [`--account=${account}`]),
      ...extra,
    ];
    return [
      '#!/bin/sh',
      ...directives.map((one) => `#SBATCH ${one}`),
      ...prologue,
      job.line('$SLURM_ARRAY_TASK_ID'),
      '',
    ].join('\n');
  },
  submit: (path) => ({ words: ['sbatch', '--parsable', path] }),
  jobId: (stdout) => /^(\d+)(?:;\S+)?\s*$/m.exec(stdout)?.[1],
  ask: (jobs) => [
    {
      words: [
        'squeue',
        '--noheader',
        '--array',
        '--states=all',
        '--format=%F|%K|%T|%r',
        `--jobs=${jobs.map(({ id }) => id).join(',')}`,
      ],
    },
  ],
  report: (stdout) =>
    stdout.split('\n').flatMap((line) => {
      const [job, task, state, reason] = line.trim().split('|');
      if (reason === undefined) return [];
      const word = /^(None|\(null\))?$/.test(reason) ? state : `${state} (${reason})`;
      return [{ job, task: Number(task), isAlive: !ENDED.has(state), word }];
    }),
  isForgotten: (stderr) => /invalid job id/i.test(stderr),
  cancel: (ids) => ({ words: ['scancel', ...ids] }),
};

/** A percent sign in a folder's name would be a field of the pattern; a space ends a directive that is not quoted. */
function outputPattern({ folder, list }: ArrayJob): string {
  const path = `${folder.replaceAll('%', '%%')}/${list}.%a.log`;
  return /[\s"'\\]/.test(path) ? `"${path.replace(/["\\]/g, '\\$&')}"` : shellWord(path);
}
