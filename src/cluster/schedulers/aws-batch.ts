import type { Scheduler } from '../scheduler.ts';

/*
 * AWS Batch: an array job of a job definition whose container has mintsar and mounts the files (EFS, FSx). The command, memory
 * and cores of the definition are overridden.
 */

/** `describe-jobs` takes no more. */
const ASKED_AT_ONCE = 100;

export const awsBatch: Scheduler = {
  program: 'aws',
  maxTasks: 10_000,
  ending: 'json',
  script: (job) => {
    const { settings } = job;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: of a shell
    const lines = [...settings.prologue, job.line('$((${AWS_BATCH_JOB_ARRAY_INDEX:-0} + 1))', 'log')];
    const request = {
      jobName: job.name,
      jobQueue: settings.queue,
      jobDefinition: settings.jobDefinition,
      ...(job.tasks > 1 ? { arrayProperties: { size: job.tasks } } : {}), // an array of one is refused
      containerOverrides: {
        command: ['sh', '-c', lines.join('\n')],
        resourceRequirements: [
          { type: 'VCPU', value: String(job.cpus) },
          { type: 'MEMORY', value: String(job.memory) },
        ],
      },
      retryStrategy: { attempts: 1 }, // what fails is submitted again by mintsar, which knows why
      timeout: { attemptDurationSeconds: 60 * job.minutes },
      tags: { program: 'mintsar' },
    };
    return `${JSON.stringify(request, null, 2)}\n`;
  },
  submit: (path) => ({
    words: ['aws', 'batch', 'submit-job', '--output', 'json', '--cli-input-json', `file://${path}`],
  }),
  jobId: (stdout) => (JSON.parse(stdout) as { readonly jobId?: string }).jobId,
  ask: (jobs) => {
    const names = jobs.flatMap(({ id, tasks }) =>
      tasks.length === 1 && tasks[0] === 1 ? [id, `${id}:0`] : tasks.map((task) => `${id}:${task - 1}`),
    );
    const calls = [];
    for (let k = 0; k < names.length; k += ASKED_AT_ONCE)
      calls.push({
        words: [
          'aws',
          'batch',
          'describe-jobs',
          '--output',
          'json',
          '--jobs',
          ...names.slice(k, k + ASKED_AT_ONCE),
        ],
      });
    return calls;
  },
  report: (stdout) => {
    const { jobs } = JSON.parse(stdout) as { readonly jobs: readonly BatchJob[] };
    return jobs.map(({ jobId, status, statusReason, container }) => {
      const [job, index = '0'] = jobId.split(':');
      const words = [status, statusReason, container?.reason].filter((one) => one !== undefined);
      const isAlive = status !== 'SUCCEEDED' && status !== 'FAILED';
      return { job, task: Number(index) + 1, isAlive, word: words.join(' ') };
    });
  },
  isForgotten: () => false,
  cancel: ([id]) => ({
    words: ['aws', 'batch', 'terminate-job', '--job-id', id, '--reason', 'stopped by the user'],
  }),
};

interface BatchJob {
  readonly jobId: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly container?: { readonly reason?: string };
}
