import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLI, runCli, runCliBeside } from '../support/cli.ts';
import { contentOf, differentContent } from '../support/content.ts';
import { SimulatedStack } from '../support/simulated-stack.ts';
import { hasSlurm, type SlurmNode, startSlurm, until } from '../support/slurm.ts';

/*
 * A real Slurm of one node does the work of a workflow; what comes of it has the bits of threads. Most of the time goes by
 * waiting for its scheduler, so that the tests run at the same time.
 */

describe.runIf(hasSlurm).concurrent('by the array jobs of Slurm', { timeout: 300_000 }, () => {
  let slurm: SlurmNode;
  /** whose node is drained and dies */
  let failing: SlurmNode;
  let stack: SimulatedStack;
  /** a work directory whose steps threads have done */
  let alone: string;
  const STEPS = ['smallbaselineApp', 'own.cfg', '--end', 'geocode'];
  const OF_CLUSTER = /mintpy\.compute|smallbaselineApp\.cfg|\.cfg$/;

  beforeAll(async () => {
    [slurm, failing, stack] = await Promise.all([
      startSlurm(),
      startSlurm(),
      SimulatedStack.make({ length: 40, width: 48, numDate: 5 }),
    ]);
    alone = workDir('alone', '');
    expect(runCli(STEPS, alone)).toMatchObject({ status: 0 });
  }, 120_000);
  afterAll(() => Promise.all([slurm?.stop(), failing?.stop()]));

  /** A work directory with the options of the stack and some more. */
  function workDir(name: string, options: string): string {
    const folder = join(stack.folder, name);
    mkdirSync(folder);
    const own = readFileSync(stack.template, 'utf8').replaceAll('../', `${stack.folder}/`);
    writeFileSync(join(folder, 'own.cfg'), `${own}\nmintpy.plot = no\nmintpy.save.kmz = no\n${options}\n`);
    return folder;
  }

  function copyOfAlone(name: string): string {
    const folder = join(stack.folder, name);
    cpSync(alone, folder, { recursive: true, preserveTimestamps: true });
    return folder;
  }

  function configuration(name: string, more: string): string {
    const path = join(stack.folder, `${name}.yaml`);
    const usual = 'smallest: 0, settle: 0.3, poll: 0.3, memory: 400MB, walltime: "00:05:00"';
    writeFileSync(path, `jobqueue:\n  slurm: {${usual}${more}}\n`);
    return path;
  }

  test('all steps of a workflow come to the bits of threads', async () => {
    const there = workDir(
      'slurm',
      `mintpy.compute.cluster = slurm\nmintpy.compute.numWorker = 2\nmintpy.compute.config = ${configuration('usual', '')}`,
    );
    const { status, stderr } = await runCliBeside(STEPS, there, slurm.env);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    const given = [...stderr.matchAll(/^(.*): \d+ tiles? to slurm/gm)].map(([, label]) => label);
    for (const label of [
      'interferograms',
      'overview of the phase',
      'bridging',
      'inverting',
      'height correlation',
      'DEM error',
      'removing ramps',
      'residual RMS',
      'velocity',
    ])
      expect(given).toContain(label);
    expect(given.filter((label) => label.startsWith('geocoding')).length).toBeGreaterThan(0);
    const ignored = (names: string[]) => names.filter((name) => !OF_CLUSTER.test(name));
    expect(ignored(differentContent(await contentOf(alone), await contentOf(there)))).toEqual([]);
    expect(existsSync(join(there, 'mintsar-jobs'))).toBe(false);
  });

  test('a task cancelled while it waits, one that is killed and a node that restarts are made good', async () => {
    const folder = copyOfAlone('failing');
    const flag = join(stack.folder, 'first');
    // The first try of each task takes long enough to be killed.
    const slow = `[ -e ${flag}.$SLURM_ARRAY_TASK_ID ] || { touch ${flag}.$SLURM_ARRAY_TASK_ID; sleep 3; }`;
    const config = configuration('slow', `, env-extra: [${JSON.stringify(slow)}]`);
    const words = ['ifgram_inversion', 'inputs/ifgramStack.h5', '-t', 'smallbaselineApp.cfg', '-o'];
    const byThreads = ['a.h5', 'b.h5', 'c.h5'];
    expect(await runCliBeside([...words, ...byThreads], folder)).toMatchObject({ status: 0 });

    failing.run('scontrol', 'update', `NodeName=${failing.node}`, 'State=DRAIN', 'Reason=test');
    const cluster = ['--cluster', 'slurm', '--config', config, '--num-worker', '4'];
    const child = spawn(process.execPath, [CLI, ...words, 'd.h5', 'e.h5', 'f.h5', ...cluster], {
      cwd: folder,
      env: { ...process.env, ...failing.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (piece) => (said += piece));
    const ended = new Promise((resolve) => child.once('close', resolve));
    const job = () => /job (\d+)/.exec(said)![1];
    const states = () => failing.run('squeue', '-h', '-r', '-t', 'all', '-o', '%K %T', '-j', job());
    await until(() => states().match(/PENDING/g)?.length === 4, 'tasks that wait');
    failing.run('scancel', `${job()}_1`);
    failing.run('scontrol', 'update', `NodeName=${failing.node}`, 'State=RESUME');
    await until(() => states().includes('2 RUNNING'), 'a task that runs');
    failing.run('scancel', '--signal=KILL', '--full', `${job()}_2`);
    await failing.restartNode();
    expect({ code: await ended, said }).toMatchObject({ code: 0 });
    // Which word Slurm has for the task that was cancelled depends on when it is asked: the markers count.
    expect(said).toMatch(/inverting: \d tiles? to slurm again \(/);
    const data = (content: ReadonlyMap<string, string>, name: string) =>
      [...content].flatMap(([key, value]) => (key.startsWith(`${name} /`) ? [value] : []));
    const content = await contentOf(folder);
    for (const [k, name] of ['d.h5', 'e.h5', 'f.h5'].entries())
      expect(data(content, name)).toEqual(data(content, byThreads[k]));
  });

  test('tiles that come to nothing are named, with their logs and the line that goes on, which does the rest', async () => {
    const folder = copyOfAlone('lacking');
    const broken = join(stack.folder, 'broken');
    writeFileSync(broken, '');
    const last = '$SLURM_ARRAY_TASK_ID = $SLURM_ARRAY_TASK_MAX';
    const fails = `if [ -e ${broken} ] && [ ${last} ]; then echo "slurmstepd: error: Detected 1 oom_kill event"; exit 9; fi`;
    const config = configuration('broken', `, retries: 1, env-extra: [${JSON.stringify(fails)}]`);
    const cluster = ['--cluster', 'slurm', '--config', config, '--num-worker', '2'];
    const geometry = ['-g', 'inputs/geometryRadar.h5'];
    const line = ['dem_error', 'timeseries.h5', ...geometry, ...cluster, '-o', 'dem.h5'];
    const first = await runCliBeside(line, folder, slurm.env);
    expect(first).toMatchObject({ status: 1, stdout: '' });
    expect(first.stderr).toMatch(/1 tile to slurm again \(out of memory\): job \d+, 762 MB/);
    expect(first.stderr).toMatch(/1 of 2 tiles \(DEM error\) are not done after 2 tries each/);
    expect(first.stderr).toMatch(/tile 2: out of memory, see \S+\/job-2\.1\.log \(.*oom_kill/);
    expect(first.stderr).toContain(`go on with: mintsar ${line.join(' ')}`);
    rmSync(broken);
    const second = await runCliBeside(line, folder, slurm.env);
    expect(second).toMatchObject({ status: 0, stderr: expect.stringMatching(/DEM error: 1 tile to slurm/) });
    expect(existsSync(join(folder, 'mintsar-jobs'))).toBe(false);
  });
});
