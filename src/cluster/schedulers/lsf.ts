import type { Scheduler } from '../scheduler.ts';

/* IBM Spectrum LSF: bsub, bjobs, bkill. */

export const lsf: Scheduler = {
  program: 'bsub',
  maxTasks: 1000, // MAX_JOB_ARRAY_SIZE unless a site says otherwise
  ending: 'lsf',
  script: (job) => {
    const { queue, account, extra, prologue } = job.settings;
    const directives = [
      `-J "${job.name}[1-${job.tasks}]${job.atOnce < job.tasks ? `%${job.atOnce}` : ''}"`,
      `-o "${job.folder}/${job.list}.%I.log"`,
      '-r',
      `-n ${job.cpus}`,
      `-R "span[hosts=1] rusage[mem=${job.memory}MB]"`,
      `-M ${job.memory}MB`,
      `-W ${Math.floor(job.minutes / 60)}:${String(job.minutes % 60).padStart(2, '0')}`,
      ...(queue === undefined ? [] : [`-q ${queue}`]),
      ...(account === undefined ? [] : [`-P ${account}`]),
      ...extra,
    ];
    return [
      '#!/bin/sh',
      ...directives.map((one) => `#BSUB ${one}`),
      ...prologue,
      job.line('$LSB_JOBINDEX'),
      '',
    ].join('\n');
  },
  submit: (path) => ({ words: ['bsub'], stdin: path }),
  jobId: (stdout) => /Job <(\d+)> is submitted/.exec(stdout)?.[1],
  ask: (jobs) => [
    {
      words: [
        'bjobs',
        '-a',
        '-noheader',
        '-o',
        "jobid jobindex stat exit_reason delimiter='|'",
        ...jobs.map(({ id }) => id),
      ],
    },
  ],
  report: (stdout) =>
    stdout.split('\n').flatMap((line) => {
      const [job, task, state, reason] = line.trim().split('|');
      if (reason === undefined) return [];
      const word = reason === '-' || reason === '' ? state : `${state} (${reason})`;
      return [{ job, task: Number(task), isAlive: state !== 'DONE' && state !== 'EXIT', word }];
    }),
  isForgotten: (stderr) => /is not found|no matching job/i.test(stderr),
  cancel: (ids) => ({ words: ['bkill', ...ids] }),
};
