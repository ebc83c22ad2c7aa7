import type { Scheduler } from '../scheduler.ts';

/*
 * A plain list of commands, a task a line, for whatever a site has to run lists. Without a launcher in the configuration
 * somebody else runs them, at any time and anywhere; with one, it is started with the name of the list and does them before it
 * ends.
 */

export const runfile: Scheduler = {
  maxTasks: Number.POSITIVE_INFINITY,
  ending: 'txt',
  script: (job) =>
    Array.from(
      { length: job.tasks },
      (_, k) => `${[...job.settings.prologue, job.line(String(k + 1), 'log')].join('; ')}\n`,
    ).join(''),
  submit: (path, { settings }) => ({
    words: settings.launcher === undefined ? ['true'] : ['sh', '-c', `${settings.launcher} "$0"`, path],
  }),
  jobId: () => 'runfile',
  ask: () => [],
  report: () => [],
  isForgotten: () => false,
  cancel: () => ({ words: ['true'] }),
};
