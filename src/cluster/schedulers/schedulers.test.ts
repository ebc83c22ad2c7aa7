import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pythonWith } from '../../../test/support/judge.ts';
import type { ArrayJob } from '../scheduler.ts';
import { type ClusterSettings, DEFAULT_SETTINGS } from '../settings.ts';
import { awsBatch } from './aws-batch.ts';
import { kubernetes } from './kubernetes.ts';
import { lsf } from './lsf.ts';
import { pbs } from './pbs.ts';
import { slurm } from './slurm.ts';

function job(changes: Partial<ArrayJob> = {}, settings: Partial<ClusterSettings> = {}): ArrayJob {
  return {
    name: 'mintsar-inverting',
    tasks: 12,
    memory: 1500,
    minutes: 90,
    cpus: 2,
    atOnce: 5,
    folder: '/work/me/mintsar-jobs/inverting-1',
    list: 'job-1',
    line: (task, log) => `sh /work/run-tile.sh job-1 ${task}${log === undefined ? '' : ' log'}`,
    settings: {
      ...DEFAULT_SETTINGS,
      scheduler: 'slurm',
      workers: 5,
      queue: 'short',
      account: 'insar',
      extra: [],
      prologue: ['module load node'],
      ...settings,
    },
    ...changes,
  };
}

/** The lines of a script behind a prefix, and those that a shell runs. */
function parts(script: string, prefix: string) {
  const lines = script.trimEnd().split('\n');
  const directives = lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
  const lastDirective = lines.findLastIndex((line) => line.startsWith(prefix));
  return { first: lines[0], directives, commands: lines.slice(lastDirective + 1) };
}

/** Directives as the manuals have them: option and what may stand behind it. */
const PBS = [
  /^-N [A-Za-z][\w-]{0,14}$/,
  /^-J \d+-\d+(:\d+)?(%\d+)?$/,
  /^-j oe$/,
  /^-o \/[^\s]+$/,
  /^-r [yn]$/,
  /^-l select=\d+:ncpus=\d+:mem=\d+(kb|mb|gb)$/,
  /^-l walltime=\d{2,}:[0-5]\d:[0-5]\d$/,
  /^-q \w+$/,
  /^-A \w+$/,
];
const LSF = [
  /^-J "[\w-]+\[\d+-\d+\](%\d+)?"$/,
  /^-o "\/[^"]*%I[^"]*"$/,
  /^-r$/,
  /^-n \d+$/,
  /^-R "span\[hosts=1\] rusage\[mem=\d+(MB|GB)\]"$/,
  /^-M \d+(MB|GB)$/,
  /^-W \d+:[0-5]\d$/,
  /^-q \w+$/,
  /^-P \w+$/,
];

describe('scripts keep to the grammar of their scheduler', () => {
  test('PBS', () => {
    const { first, directives, commands } = parts(pbs.script(job()), '#PBS ');
    expect(first).toBe('#!/bin/sh');
    for (const line of directives) expect(PBS.filter((one) => one.test(line)).length, line).toBe(1);
    for (const one of PBS) expect(directives.filter((line) => one.test(line)).length, String(one)).toBe(1);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: of a shell
    expect(commands).toEqual(['module load node', 'sh /work/run-tile.sh job-1 ${PBS_ARRAY_INDEX:-1}']);
    expect(pbs.script(job({ tasks: 1 }))).not.toContain('-J');
  });

  test('LSF', () => {
    const { directives, commands } = parts(lsf.script(job()), '#BSUB ');
    for (const line of directives) expect(LSF.filter((one) => one.test(line)).length, line).toBe(1);
    for (const one of LSF) expect(directives.filter((line) => one.test(line)).length, String(one)).toBe(1);
    expect(commands).toEqual(['module load node', 'sh /work/run-tile.sh job-1 $LSB_JOBINDEX']);
  });

  test('Slurm: a folder with blanks and percent signs stays a folder', () => {
    const { directives } = parts(slurm.script(job({ folder: '/work/50% me' })), '#SBATCH ');
    expect(directives).toContain('--output="/work/50%% me/job-1.%a.log"');
    expect(directives).toContain('--array=1-12%5');
  });

  test('Kubernetes: an indexed job whose indexes fail alone', () => {
    const volumes = [{ mount: '/work', server: 'nfs.site', path: '/export' }];
    const manifest = JSON.parse(kubernetes.script(job({}, { image: 'site/mintsar:1', volumes })));
    expect(manifest).toMatchObject({
      apiVersion: 'batch/v1',
      kind: 'Job',
      spec: {
        completionMode: 'Indexed',
        completions: 12,
        parallelism: 5,
        backoffLimitPerIndex: 0,
        template: {
          spec: {
            restartPolicy: 'Never', // the only one that backoffLimitPerIndex goes with
            activeDeadlineSeconds: 5400,
            containers: [{ resources: { limits: { cpu: '2', memory: '1500Mi' } } }],
            volumes: [{ name: 'files-0', nfs: { server: 'nfs.site', path: '/export' } }],
          },
        },
      },
    });
    // RFC 1123: names of objects, with five letters that the server adds
    expect(`${manifest.metadata.generateName}abcde`).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
    const { volumeMounts } = manifest.spec.template.spec.containers[0];
    expect(volumeMounts).toEqual([{ name: 'files-0', mountPath: '/work' }]);
  });
});

const botocore = pythonWith('botocore', 'python3-botocore');
const VALIDATE = `
import sys, json, botocore.session, botocore.validate
model = botocore.session.get_session().get_service_model('batch')
shape = model.operation_model('SubmitJob').input_shape
for path in sys.argv[1:]:
  request = json.load(open(path))
  report = botocore.validate.ParamValidator().validate(request, shape)
  print(report.generate_report() or 'valid', sorted(set(request) - set(shape.members)))`;

test.runIf(botocore.isThere)('AWS Batch: requests are valid for the model of the service', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mintsar-batch-'));
  const paths = [12, 1].map((tasks) => {
    const path = join(folder, `${tasks}.json`);
    writeFileSync(path, awsBatch.script(job({ tasks }, { jobDefinition: 'mintsar:3' })));
    return path;
  });
  expect(botocore.run(VALIDATE, ...paths)).toBe('valid []\nvalid []\n');
});

describe('answers of schedulers', () => {
  const jobs = [{ id: '7', tasks: [1, 2, 3] }];

  test('Slurm: what waits, runs, ended', () => {
    const said =
      '7|1|RUNNING|None\n7|2|PENDING|AssocMaxJobsLimit\n7|3|OUT_OF_MEMORY|OutOfMemory\n7|4|CANCELLED|None\n';
    expect(slurm.report(said, jobs)).toEqual([
      { job: '7', task: 1, isAlive: true, word: 'RUNNING' },
      { job: '7', task: 2, isAlive: true, word: 'PENDING (AssocMaxJobsLimit)' },
      { job: '7', task: 3, isAlive: false, word: 'OUT_OF_MEMORY (OutOfMemory)' },
      { job: '7', task: 4, isAlive: false, word: 'CANCELLED' },
    ]);
    expect(slurm.jobId('123;cluster\n')).toBe('123');
    expect(slurm.isForgotten('slurm_load_jobs error: Invalid job id specified')).toBe(true);
  });

  test('PBS: names that are cut short', () => {
    const said = `Job id            Name             User              Time Use S Queue
----------------  ---------------- ----------------  -------- - -----
7[].pbs-server-0* mintsar-invert*  me                       0 B workq
7[1].pbs-server-* mintsar-invert*  me                00:00:10 R workq
7[2].pbs-server-* mintsar-invert*  me                       0 Q workq
7[3].pbs-server-* mintsar-invert*  me                00:00:10 X workq
`;
    const asked = [{ id: '7[].pbs-server-01.site', tasks: [1, 2, 3] }];
    expect(pbs.report(said, asked).map(({ task, isAlive }) => [task, isAlive])).toEqual([
      [1, true],
      [2, true],
      [3, false],
    ]);
    expect(pbs.jobId('7[].pbs-server-01.site\n')).toBe('7[].pbs-server-01.site');
  });

  test('LSF: a host that is silent is waited for', () => {
    const said = '7|1|UNKWN|-\n7|2|EXIT|TERM_RUNLIMIT: job killed after reaching LSF run time limit\n';
    expect(lsf.report(said, jobs).map(({ isAlive }) => isAlive)).toEqual([true, false]);
    expect(lsf.jobId('Job <7> is submitted to queue <normal>.\n')).toBe('7');
  });

  test('Kubernetes: pods that are not made yet wait, as long as the job goes on', () => {
    const going = JSON.stringify({ kind: 'Job', metadata: { name: '7' }, status: { failedIndexes: '1-2' } });
    expect(kubernetes.report(going, jobs).map(({ isAlive }) => isAlive)).toEqual([true, false, false]);
    const conditions = [{ type: 'Failed', status: 'True', reason: 'DeadlineExceeded' }];
    const over = JSON.stringify({ kind: 'Job', metadata: { name: '7' }, status: { conditions } });
    expect(kubernetes.report(over, jobs).every(({ isAlive }) => !isAlive)).toBe(true);
  });
});
