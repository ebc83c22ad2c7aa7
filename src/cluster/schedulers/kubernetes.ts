import type { Job as KubernetesJob } from 'kubernetes-types/batch/v1.d.ts';
import type { Volume as KubernetesVolume } from 'kubernetes-types/core/v1.d.ts';
import type { ArrayJob, AskedJob, Scheduler, TaskReport } from '../scheduler.ts';
import type { ClusterSettings, VolumeSource } from '../settings.ts';

/*
 * Kubernetes: an Indexed Job (batch/v1, Kubernetes 1.29 or newer, where an index may fail alone). The image has mintsar; the
 * volumes of the configuration hold the files. Written as JSON, which kubectl takes like YAML.
 */

export const kubernetes: Scheduler = {
  program: 'kubectl',
  maxTasks: 10_000,
  ending: 'json',
  script: (job) => `${JSON.stringify(manifest(job), null, 2)}\n`,
  submit: (path, { settings }) => ({
    words: ['kubectl', ...inNamespace(settings), 'create', '--output=name', `--filename=${path}`],
  }),
  jobId: (stdout) => /^job\.batch\/(\S+)/m.exec(stdout)?.[1],
  ask: (jobs, settings) =>
    jobs.flatMap(({ id }) => {
      const get = ['kubectl', ...inNamespace(settings), 'get', '--output=json'];
      return [
        { words: [...get, 'job', id] },
        { words: [...get, 'pods', `--selector=batch.kubernetes.io/job-name=${id}`] },
      ];
    }),
  report: (stdout, jobs) => {
    const answer = JSON.parse(stdout) as Job | { readonly kind: 'List'; readonly items: readonly Pod[] };
    return answer.kind === 'Job' ? ofJob(answer, jobs) : answer.items.flatMap(ofPod);
  },
  isForgotten: (stderr) => /not ?found/i.test(stderr),
  cancel: (ids, settings) => ({
    words: [
      'kubectl',
      ...inNamespace(settings),
      'delete',
      'job',
      '--ignore-not-found',
      '--wait=false',
      ...ids,
    ],
  }),
};

interface Job {
  readonly kind: 'Job';
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly completedIndexes?: string;
    readonly failedIndexes?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
    }[];
  };
}

/** The job knows which indexes are over, also of pods that are gone or not made yet. */
function ofJob({ metadata: { name }, status = {} }: Job, jobs: readonly AskedJob[]): TaskReport[] {
  const end = status.conditions?.find(
    (one) => one.status === 'True' && (one.type === 'Complete' || one.type === 'Failed'),
  );
  const over = new Set([...indexes(status.completedIndexes), ...indexes(status.failedIndexes)]);
  const tasks = jobs.find(({ id }) => id === name)?.tasks ?? [];
  return tasks.map((task) => {
    const isAlive = end === undefined && !over.has(task - 1);
    const word = end === undefined ? '' : [end.type, end.reason].join(' ').trim();
    return { job: name, task, isAlive, word };
  });
}

/** `1,3-5` */
function indexes(text = ''): number[] {
  return text
    .split(',')
    .filter((one) => one !== '')
    .flatMap((one) => {
      const [from, to = from] = one.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, k) => from + k);
    });
}

function ofPod({ metadata: { annotations, labels }, status }: Pod): TaskReport[] {
  const index = annotations?.['batch.kubernetes.io/job-completion-index'];
  const job = labels?.['batch.kubernetes.io/job-name'];
  if (index === undefined || job === undefined) return [];
  const { phase, reason, containerStatuses = [] } = status;
  const states = containerStatuses.flatMap(({ state, lastState }) => [
    (state?.terminated ?? lastState?.terminated)?.reason,
    state?.waiting?.reason,
  ]);
  const words = [phase, reason, ...states].filter((one) => one !== undefined);
  const isAlive = phase !== 'Succeeded' && phase !== 'Failed';
  return [{ job, task: Number(index) + 1, isAlive, word: words.join(' ') }];
}

interface Pod {
  readonly metadata: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly status: {
    readonly phase?: string;
    readonly reason?: string;
    readonly containerStatuses?: readonly {
      readonly state?: {
        readonly terminated?: { readonly reason?: string };
        readonly waiting?: { readonly reason?: string };
      };
      readonly lastState?: { readonly terminated?: { readonly reason?: string } };
    }[];
  };
}

function inNamespace({ namespace }: ClusterSettings): string[] {
  return namespace === undefined ? [] : [`--namespace=${namespace}`];
}

function manifest(job: ArrayJob): KubernetesJob {
  const { settings } = job;
  const quantities = { cpu: String(job.cpus), memory: `${job.memory}Mi` };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      generateName: `${job.name}-`,
      ...(settings.namespace === undefined ? {} : { namespace: settings.namespace }),
      labels: { 'app.kubernetes.io/name': 'mintsar' },
    },
    spec: {
      completionMode: 'Indexed',
      completions: job.tasks,
      parallelism: Math.min(job.atOnce, job.tasks),
      // What fails is submitted again by mintsar, which knows why: an index that fails must not end the others.
      backoffLimitPerIndex: 0,
      maxFailedIndexes: job.tasks,
      ttlSecondsAfterFinished: 86_400,
      template: {
        metadata: { labels: { 'app.kubernetes.io/name': 'mintsar' } },
        spec: {
          restartPolicy: 'Never',
          activeDeadlineSeconds: 60 * job.minutes,
          ...(settings.serviceAccount === undefined ? {} : { serviceAccountName: settings.serviceAccount }),
          ...(settings.queue === undefined ? {} : { priorityClassName: settings.queue }),
          containers: [
            {
              name: 'tile',
              image: settings.image,
              command: [
                'sh',
                '-c',
                [...settings.prologue, job.line('$((JOB_COMPLETION_INDEX + 1))', 'log')].join('\n'),
              ],
              resources: { requests: quantities, limits: quantities },
              volumeMounts: settings.volumes.map(({ mount }, k) => ({
                name: `files-${k}`,
                mountPath: mount,
              })),
            },
          ],
          volumes: settings.volumes.map((volume, k) => ({ name: `files-${k}`, ...sourceOf(volume) })),
        },
      },
    },
  };
}

function sourceOf(volume: VolumeSource): Omit<KubernetesVolume, 'name'> {
  if ('claim' in volume) return { persistentVolumeClaim: { claimName: volume.claim } };
  const { path } = volume;
  return 'server' in volume ? { nfs: { server: volume.server, path } } : { hostPath: { path } };
}
