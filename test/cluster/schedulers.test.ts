import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { CLI, runHere } from '../support/cli.ts';
import { contentOf } from '../support/content.ts';
import { tinyStack } from '../support/tiny-stack.ts';

/* The whole loop — plan, submit, watch, submit again, put together — by commands that stand for those of other schedulers. */

const STUB = fileURLToPath(new URL('../support/stub-scheduler.mjs', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'mintsar-stubs-'));
const products = ['a.h5', 'b.h5', 'c.h5'];
let alone: string[];
/** what the last command said of its jobs */
let told: string;

/** Fingerprints of the data of products. */
async function dataOf(folder: string): Promise<string[]> {
  const content = [...(await contentOf(folder))].filter(
    ([key]) => key.includes(' /') && !key.startsWith('stack'),
  );
  return content.map(([key, value]) => `${key} ${value}`).sort();
}

beforeAll(async () => {
  const value = (k: number, y: number, x: number) => Math.sin(3 * k + y * 7 + x);
  await tinyStack(
    join(root, 'stack.h5'),
    { unwrapPhase: value, coherence: (k, y, x) => 0.5 + 0.4 * value(k, x, y) },
    { attributes: { REF_Y: '2', REF_X: '3', ALOOKS: '3', RLOOKS: '9' } },
  );
  const bin = join(root, 'bin');
  mkdirSync(bin);
  for (const name of ['qsub', 'qstat', 'qdel', 'bsub', 'bjobs', 'bkill', 'kubectl', 'aws']) {
    writeFileSync(join(bin, name), `#!/bin/sh\nexec '${process.execPath}' '${STUB}' ${name} "$@"\n`);
    chmodSync(join(bin, name), 0o755);
  }
  alone = await dataOf(await inverted('alone', []));
});

async function inverted(name: string, cluster: string[]): Promise<string> {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'stack.h5'))) copyFileSync(join(root, 'stack.h5'), join(folder, 'stack.h5'));
  const { status, stdout, stderr } = await runHere(
    ['ifgram_inversion', 'stack.h5', '-o', ...products, ...cluster],
    folder,
  );
  told = stdout + stderr;
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  return folder;
}

interface Stubbed {
  readonly folder: string;
  /** words of every call */
  readonly calls: readonly string[][];
  /** what was submitted */
  readonly scripts: readonly string[];
}

/** The inversion by a scheduler that is not one; `fail` is what happens to a task of the first job. */
async function invertedBy(scheduler: string, own: string, fail: string): Promise<Stubbed> {
  const state = join(root, `${scheduler}-state`);
  mkdirSync(state);
  vi.stubEnv('PATH', `${join(root, 'bin')}${delimiter}${process.env['PATH']}`);
  vi.stubEnv('STUB_FOLDER', state);
  vi.stubEnv('STUB_FAIL', fail);
  onTestFinished(() => void vi.unstubAllEnvs());
  const config = join(root, `${scheduler}.yaml`);
  const usual = `smallest: 0, settle: 0, poll: 0.3, memory: 500MiB, walltime: "00:30:00", program: "'${process.execPath}' '${CLI}'"`;
  writeFileSync(config, `jobqueue: {mine: {${usual}${own}}}\n`);
  const folder = await inverted(scheduler, ['--cluster', scheduler, '--config', config, '--num-worker', '3']);
  const calls = readFileSync(join(state, 'calls'), 'utf8').trim().split('\n');
  const jobs = [1, 2, 3].map((id) => join(state, `job-${id}.json`)).filter((path) => existsSync(path));
  return {
    folder,
    calls: calls.map((line) => JSON.parse(line)),
    scripts: jobs.map((path) => JSON.parse(readFileSync(path, 'utf8')).text),
  };
}

const submissions = ({ calls }: Stubbed, program: string) => calls.filter(([name]) => name === program);

describe('a task that fails is done again, and all is put together', { timeout: 120_000 }, () => {
  test('PBS, out of time, and its server busy at first', async () => {
    vi.stubEnv('STUB_BUSY', 'yes');
    const run = await invertedBy('pbs', '', '2:time');
    expect(await dataOf(run.folder)).toEqual(alone);
    expect(submissions(run, 'qsub'), told).toHaveLength(3);
    expect(run.scripts[0]).toContain('#PBS -l walltime=00:30:00\n');
    expect(run.scripts[0]).toContain('#PBS -J 1-3\n');
    // One task alone is no array, and has twice the time.
    expect(run.scripts[1]).toContain('#PBS -l walltime=01:00:00\n');
    expect(run.scripts[1]).not.toContain('#PBS -J');
  });

  test('LSF, out of memory', async () => {
    const run = await invertedBy('lsf', '', '3:memory');
    expect(await dataOf(run.folder)).toEqual(alone);
    expect(submissions(run, 'bsub')).toHaveLength(2);
    expect(run.scripts.map((text) => /^#BSUB -M (.*)$/m.exec(text)?.[1])).toEqual(['500MB', '1000MB']);
  });

  test('Kubernetes, out of memory', async () => {
    const own = ', image: "site/mintsar:1", namespace: insar, volumes: [{mount: /data, claim: scratch}]';
    const run = await invertedBy('kubernetes', own, '1:memory');
    expect(await dataOf(run.folder)).toEqual(alone);
    const created = submissions(run, 'kubectl').filter((words) => words.includes('create'));
    expect(created).toHaveLength(2);
    expect(created[0]).toContain('--namespace=insar');
  });

  test('AWS Batch, out of memory', async () => {
    const run = await invertedBy('aws-batch', ', queue: spot, job-definition: "mintsar:3"', '2:memory');
    expect(await dataOf(run.folder)).toEqual(alone);
    expect(submissions(run, 'aws').filter((words) => words.includes('submit-job'))).toHaveLength(2);
  });
});

test('a list of commands is done by a launcher', { timeout: 60_000 }, async () => {
  const config = join(root, 'list.yaml');
  const program = `program: "'${process.execPath}' '${CLI}'"`;
  writeFileSync(
    config,
    `jobqueue: {mine: {smallest: 0, settle: 0, launcher: "xargs -P 2 -I {} sh -c {} <", ${program}}}\n`,
  );
  const folder = await inverted('runfile', ['--cluster', 'runfile', '--config', config, '--num-worker', '3']);
  expect(await dataOf(folder)).toEqual(alone);
});
