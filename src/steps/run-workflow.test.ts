import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { quietContext } from '../core/context.ts';
import { runWorkflow, selectSteps } from './run-workflow.ts';

const names = (request: Parameters<typeof selectSteps>[0]) => selectSteps(request).map(({ name }) => name);

test('a range of steps includes both ends, one step beats a range, and a step after the end is refused', () => {
  expect(names({ start: 'deramp', end: 'residual_RMS' })).toEqual([
    'deramp',
    'correct_topography',
    'residual_RMS',
  ]);
  expect(names({ only: 'velocity', end: 'load_data' })).toEqual(['velocity']);
  expect(names({})).toHaveLength(18);
  expect(() => names({ start: 'velocity', end: 'load_data' })).toThrow(/comes after/);
});

test('names of steps count by every letter, and a misspelt one is answered with the nearest', () => {
  expect(() => names({ only: 'Velocity' })).toThrow(/--dostep Velocity: there is no such step/);
  expect(() => names({ start: 'velocty' })).toThrow(
    expect.objectContaining({ remedy: 'Did you mean velocity?' }),
  );
});

test('a script that names no work directory is told so', async () => {
  const request = {} as Parameters<typeof runWorkflow>[0];
  await expect(runWorkflow(request, quietContext())).rejects.toThrow('runWorkflow: workDir is missing.');
});

test('a template that is not there, or says what cannot be, leaves nothing in the folder', async () => {
  const workDir = mkdtempSync(join(tmpdir(), 'mintsar-template-'));
  const run = (customFile: string) => runWorkflow({ workDir, customFile }, quietContext());
  await expect(run(join(workDir, 'none.cfg'))).rejects.toThrow('Cannot read the template');
  const bad = join(mkdtempSync(join(tmpdir(), 'mintsar-template-')), 'bad.cfg');
  writeFileSync(bad, 'mintpy.deramp = lineer\n');
  await expect(run(bad)).rejects.toThrow('lineer');
  expect(readdirSync(workDir)).toEqual([]);
});

test('a batch scheduler that is not on this machine is answered with what is used instead', async () => {
  const workDir = mkdtempSync(join(tmpdir(), 'mintsar-cluster-'));
  vi.stubEnv('PATH', workDir);
  onTestFinished(() => void vi.unstubAllEnvs());
  const customFile = join(workDir, 'custom.cfg');
  writeFileSync(customFile, 'mintpy.compute.cluster = slurm\n');
  const warnings: string[] = [];
  const log = { debug: () => {}, info: () => {}, warn: (message: string) => warnings.push(message) };
  await runWorkflow({ workDir, customFile, steps: false }, quietContext({ log, workers: 3 }));
  expect(warnings).toEqual([
    'cluster = slurm is not used: sbatch is not on this machine, the work runs in 3 threads of it',
  ]);
});
