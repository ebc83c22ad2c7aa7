import type { Scheduler } from '../scheduler.ts';

/* OpenPBS and PBS Professional: qsub, qstat, qdel. */

export const pbs: Scheduler = {
  program: 'qsub',
  maxTasks: 10_000,
  ending: 'pbs',
  script: (job) => {
    const { queue, account, extra, prologue, resources } = job.settings;
    const seconds = 60 * job.minutes;
    const time = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((n) =>
      String(Math.floor(n)).padStart(2, '0'),
    );
    const directives = [
      `-N ${job.name.slice(0, 15)}`,
      // An array of one is refused.
      ...(job.tasks > 1 ? [`-J 1-${job.tasks}${job.atOnce < job.tasks ? `%${job.atOnce}` : ''}`] : []),
      '-j oe',
      `-o ${job.folder}/${job.list}.${job.tasks > 1 ? '^array_index^' : '1'}.log`,
      '-r y',
      `-l ${resources ?? `select=1:ncpus=${job.cpus}:mem=${job.memory}mb`}`,
      `-l walltime=${time.join(':')}`,
      ...(queue === undefined ? [] : [`-q ${queue}`]),
      ...(account === undefined ? [] : [`-A ${account}`]),
      ...extra,
    ];
    return [
      '#!/bin/sh',
      ...directives.map((one) => `#PBS ${one}`),
      ...prologue,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: of a shell
      job.line('${PBS_ARRAY_INDEX:-1}'),
      '',
    ].join('\n');
  },
  submit: (path) => ({ words: ['qsub', path] }),
  jobId: (stdout) => /^(\d+(?:\[\])?(?:\.\S+)?)\s*$/m.exec(stdout)?.[1],
  ask: (jobs) => [{ words: ['qstat', '-x', '-t', ...jobs.map(({ id }) => id)] }],
  report: (stdout, jobs) =>
    stdout.split('\n').flatMap((line) => {
      // Job id, name, user, time, state, queue
      const found = /^(\d+)(?:\[(\d*)\])?\S*\s.*\s([A-Z])\s+\S+\s*$/.exec(line.trimEnd());
      if (found === null || found[2] === '') return []; // the array as a whole
      const [, number, task = '1', state] = found;
      const job = jobs.find(({ id }) => /^\d+/.exec(id)?.[0] === number);
      return job === undefined
        ? []
        : [
            {
              job: job.id,
              task: Number(task),
              isAlive: !'FXE'.includes(state),
              word: STATES[state] ?? state,
            },
          ];
    }),
  isForgotten: (stderr) => /unknown job id|has finished/i.test(stderr),
  cancel: (ids) => ({ words: ['qdel', ...ids] }),
};

const STATES: Readonly<Record<string, string>> = {
  B: 'begun',
  E: 'ending',
  F: 'finished',
  H: 'held',
  Q: 'queued',
  R: 'running',
  S: 'suspended',
  W: 'waiting',
  X: 'finished',
};
