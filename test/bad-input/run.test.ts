import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { editAttributes, withH5 } from '../../src/io/hdf5/file.ts';
import { CLI, runCli } from '../support/cli.ts';
import { SimulatedStack } from '../support/simulated-stack.ts';
import { complains, expectComplaint } from './complaint.ts';

/* What goes wrong with loaded data, with the machine, and with the data themselves. */

let loaded: SimulatedStack;
let stack: SimulatedStack;
beforeAll(async () => {
  loaded = await SimulatedStack.make();
  expect(runCli(['smallbaselineApp', loaded.template, '--dostep', 'load_data'], loaded.workDir).status).toBe(
    0,
  );
});
beforeEach(() => {
  stack = loaded.copy();
  return () => stack.remove();
});
afterAll(() => loaded.remove());

const run = (...words: string[]) => ['smallbaselineApp', stack.template, ...words];
const inWork = (name: string) => join(stack.workDir, name);
const IFGRAMS = 'inputs/ifgramStack.h5';

test('a step whose data are not loaded', async () => {
  rmSync(inWork('inputs'), { recursive: true });
  await complains(run('--start', 'modify_network'), stack.workDir, {
    status: 2,
    says: [/inputs\/ifgramStack\.h5/, /load_data/],
  });
});

test('a step whose input was never made is told which step makes it', async () => {
  await complains(run('--dostep', 'velocity'), stack.workDir, {
    status: 2,
    says: [/timeseries\w*\.h5/, /The step (invert_network|correct_\w+) makes it: .* --start \w+\.$/m],
  });
});

const DAMAGE: readonly (readonly [what: string, damage: (path: string) => void])[] = [
  ['cut in half', (path) => truncateSync(path, Math.floor(readFileSync(path).length / 2))],
  ['empty', (path) => writeFileSync(path, '')],
  ['a text file', (path) => writeFileSync(path, 'Quota exceeded while copying\n')],
  [
    'overwritten in the middle of its metadata',
    (path) => {
      const bytes = readFileSync(path);
      bytes.fill(0xa5, bytes.length - 3000, bytes.length - 200);
      writeFileSync(path, bytes);
    },
  ],
];

for (const [what, damage] of DAMAGE) {
  test(`a stack that is ${what}`, async () => {
    damage(inWork(IFGRAMS));
    const result = runCli(['--quiet', ...run('--start', 'modify_network')], stack.workDir);
    expectComplaint(result, { status: 2, says: [/ifgramStack\.h5/] });
  });
}

for (const [key, named] of [
  ['WAVELENGTH', /WAVELENGTH/],
  ['PLATFORM', /PLATFORM/],
] as const) {
  test(`a stack whose attribute ${key} is missing where it is needed`, async () => {
    rmSync(stack.path('merged'), { recursive: true }); // or it would be loaded again
    stack.setOptions({ 'mintpy.save.hdfEos5': 'yes', 'mintpy.reference.minCoherence': '0.5' });
    await editAttributes(inWork(IFGRAMS), ({ [key]: _, ...others }) => others);
    await complains(run(), stack.workDir, { status: 2, says: [named] });
  });
}

test('no pixel is coherent enough for the reference', async () => {
  stack.setOptions({ 'mintpy.reference.minCoherence': '0.9999' });
  await complains(run(), stack.workDir, {
    status: 2,
    says: [/0\.9999/, /mintpy\.reference\.(minCoherence|yx|lalo)/],
  });
});

test('a reference point outside the image', async () => {
  stack.setOptions({ 'mintpy.reference.yx': '48,10' });
  await complains(run(), stack.workDir, { status: 2, says: [/48/, /mintpy\.reference|yx/] });
});

test('a reference point in the water', async () => {
  const [y, x] = await withH5(inWork('inputs/geometryRadar.h5'), (file) => {
    const land = file.read('waterMask') as Uint8Array;
    const sea = land.indexOf(0);
    return [Math.floor(sea / 60), sea % 60];
  });
  stack.setOptions({ 'mintpy.reference.yx': `${y},${x}` });
  await complains(run(), stack.workDir, { status: 2, says: [new RegExp(`${y}\\b.*${x}\\b`), /mask/] });
});

test('a reference point on another continent', async () => {
  stack.setOptions({ 'mintpy.reference.lalo': '-33.9,151.2' });
  await complains(run(), stack.workDir, { status: 2, says: [/-33\.9/, /151\.2/] });
});

test('rules that leave no interferogram', async () => {
  stack.setOptions({ 'mintpy.network.endDate': '20180110' });
  await complains(run(), stack.workDir, { status: 2, says: [/interferogram|pair/, /mintpy\.network/] });
});

test('a date to leave out that is not among the acquisitions has a warning', () => {
  stack.setOptions({ 'mintpy.network.excludeDate': '20150101' });
  const { stderr } = runCli(run('--end', 'modify_network'), stack.workDir);
  expect(stderr).toMatch(/20150101/);
});

test('fewer reliable pixels than asked for end the run', async () => {
  stack.setOptions({
    'mintpy.reference.minCoherence': '0.5',
    'mintpy.networkInversion.minNumPixel': '1000000',
  });
  await complains(run(), stack.workDir, { status: 1, says: [/1000000/, /minNumPixel|minTempCoh/] });
});

test('a stack without coherence and without weights runs to its end, geocoding included', () => {
  stack.setOptions({
    'mintpy.load.corFile': 'no',
    'mintpy.unwrapError.method': 'no',
    'mintpy.networkInversion.weightFunc': 'no',
    'mintpy.networkInversion.minNumPixel': '10',
    'mintpy.plot': 'no',
  });
  rmSync(inWork('inputs'), { recursive: true });
  const { status, stderr } = runCli(run(), stack.workDir);
  expect(status, stderr).toBe(0);
  expect(existsSync(inWork('geo/geo_velocity.h5'))).toBe(true);
  expect(existsSync(inWork('geo/geo_avgSpatialCoh.h5'))).toBe(false);
});

test('a work directory below a file', async () => {
  writeFileSync(stack.path('notes'), 'a file');
  await complains(run('--dir', stack.path('notes/mintpy')), stack.workDir, {
    status: 2,
    says: [/notes\/mintpy/],
  });
});

/** Run shell lines with mounts of their own, which end with the shell; no privileges are needed on most machines. */
function withMounts(script: string, ...words: string[]) {
  return spawnSync('unshare', ['--map-root-user', '--mount', 'sh', '-c', script, 'sh', ...words], {
    encoding: 'utf8',
    cwd: stack.workDir,
  });
}

const canMount =
  spawnSync('unshare', ['--map-root-user', '--mount', 'sh', '-c', 'mount -t tmpfs none /mnt']).status === 0;
if (!canMount)
  process.stderr.write('SKIPPING a full and a read-only disk: this machine lets nobody mount.\n');

test.runIf(canMount)('a read-only disk', () => {
  const script = 'mount --bind . . && mount -o remount,ro,bind . && cd "$PWD" && exec "$@"';
  const words = [process.execPath, CLI, '--quiet', ...run()];
  const { status, stdout, stderr } = withMounts(script, ...words);
  expectComplaint({ status, stdout, stderr }, { status: 2, says: [new RegExp(stack.workDir)] });
});

for (const kilobytes of [40, 200, 480, 900]) {
  test.runIf(canMount)(`a disk that is full after ${kilobytes} kB`, () => {
    stack.setOptions({ 'mintpy.reference.minCoherence': '0.5', 'mintpy.plot': 'no' });
    const disk = stack.path('disk');
    mkdirSync(disk);
    const script =
      `mount -t tmpfs -o size=${kilobytes}k none "$1" && disk="$1" && shift && "$@" --dir "$disk"; ` +
      'status=$?; cd "$disk" && find . -name "*partial*" -o -name "*journal*" -o -name "*.tmp"; exit $status';
    const words = [disk, process.execPath, CLI, '--quiet', ...run()];
    const { status, stdout, stderr } = withMounts(script, ...words);
    expectComplaint({ status, stdout, stderr }, { status: 1, says: [/disk|space/, new RegExp(disk)] });
    expect(stdout).toBe('');
  });
}

for (const descriptors of [20, 24, 32]) {
  test(`a shell that allows ${descriptors} open files is answered with a sentence, if at all`, () => {
    const average = ['temporal_average', inWork(IFGRAMS), '-d', 'coherence', '-o', inWork('average.h5')];
    const words = [process.execPath, CLI, '--quiet', ...average];
    const { status, stdout, stderr } = spawnSync(
      'sh',
      ['-c', `ulimit -n ${descriptors} && exec "$@"`, 'sh', ...words],
      { encoding: 'utf8', cwd: stack.workDir },
    );
    if (status === 0) return;
    expectComplaint(
      { status, stdout, stderr },
      { status: 1, says: [/too many files are open/, /ulimit -n/] },
    );
  });
}
