import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { ClusterName } from '../config/cluster-names.ts';
import { OptionError } from '../core/errors.ts';
import { bytes, minutesOf, readSettings } from './read-settings.ts';
import { reasonOf } from './reasons.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mintsar-home-'));
  vi.stubEnv('HOME', home);
  vi.stubEnv('DASK_CONFIG', undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
});

function dask(text: string): string {
  const folder = join(home, '.config', 'dask');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'mintpy.yaml');
  writeFileSync(file, text);
  return file;
}

const warnings: string[] = [];
const settings = (config: string | null, cluster: ClusterName = 'slurm') =>
  readSettings({ cluster, config, numWorker: { kind: 'count', count: 40 } }, (one) => warnings.push(one));

test('the configuration of a user of Dask says queue, memory, time and what else a site wants', async () => {
  dask(`distributed: {worker: {memory: 0}}
jobqueue:
  slurm: {name: worker, cores: 2, memory: 8GB, processes: 2, queue: null, walltime: '01:30:00', interface: ib0}
  long:
    job_cpu: 4
    memory: 2 GiB
    project: insar
    queue: weekly
    walltime: 2-00:00:00
    job_extra: ['#SBATCH --constraint=fast']
    env_extra: [module load node]
    path-map: {/scratch/me: /mnt/me}
    quee: typo
`);
  expect(await settings(null)).toMatchObject({
    cores: 2,
    memory: 8e9,
    minutes: 90,
    queue: undefined,
    extra: [],
  });
  expect(await settings('long')).toMatchObject({
    cores: 4,
    memory: 2 ** 31,
    minutes: 2880,
    queue: 'weekly',
    account: 'insar',
    extra: ['--constraint=fast'],
    prologue: ['module load node'],
    pathMap: [['/scratch/me', '/mnt/me']],
  });
  expect(warnings).toEqual([expect.stringContaining('jobqueue.long: quee: not known')]);
});

test('without a configuration there are settings; one that was asked for must be there', async () => {
  expect(await settings(null)).toMatchObject({ workers: 40, retries: 2 });
  await expect(settings('mine')).rejects.toThrow(/no configuration named mine/);
  dask('jobqueue: {other: {}}');
  await expect(settings('mine')).rejects.toMatchObject({ remedy: 'There are: other.' });
  await expect(settings(join(home, 'none.yaml'))).rejects.toThrow(/none.yaml cannot be read \(ENOENT\)/);
});

test('what cannot be used is named with file and key', async () => {
  const file = dask('jobqueue: {slurm: {memory: lots}}');
  await expect(settings(null)).rejects.toThrow(`${file}: jobqueue.slurm.memory: "lots" cannot be used.`);
  dask('jobqueue: {slurm: [');
  await expect(settings(null)).rejects.toThrow(/is not YAML/);
  dask('jobqueue: {kubernetes: {image: one}}');
  await expect(settings(null, 'kubernetes')).rejects.toThrow(/needs volumes in its configuration/);
  await expect(settings(null, 'aws-batch')).rejects.toThrow(/needs job-definition and queue/);
  const all = { cluster: 'slurm', config: null, numWorker: { kind: 'all' } } as const;
  await expect(readSettings(all, () => {})).rejects.toThrow(OptionError);
});

test('memory and times as Dask and schedulers write them', () => {
  expect(['8GB', '2 GiB', '500MB', '1e9', 1000].map(bytes)).toEqual([8e9, 2 ** 31, 5e8, 1e9, 1000]);
  expect(['00:30:00', '01:30', '1-00:00:00', '90', 45, '00:00:10'].map(minutesOf)).toEqual([
    30, 90, 1440, 90, 45, 1,
  ]);
});

test('why a task has failed, by the words of schedulers and its exit code', () => {
  const of = (word: string, exit?: number) => reasonOf([word], exit);
  expect(of('OUT_OF_MEMORY')).toBe('memory');
  expect(of('FAILED', 137)).toBe('memory');
  expect(of('slurmstepd: error: *** JOB 12 ON n1 CANCELLED AT 2026-01-01 DUE TO TIME LIMIT ***')).toBe(
    'time',
  );
  expect(of('=>> PBS: job killed: mem 2048kb exceeded limit 1024kb')).toBe('memory');
  expect(of('FATAL ERROR: Reached heap limit Allocation failed')).toBe('memory');
  expect(of('slurmstepd: error: *** JOB 1 ON n CANCELLED AT x DUE TO PREEMPTION ***')).toBe('node');
  expect(of('CANCELLED')).toBe('cancelled');
  expect(of('error: The disk is full: tile-0001.part could not be written.')).toBe('disk');
  expect(of('COMPLETED', 1)).toBe('other');
});
