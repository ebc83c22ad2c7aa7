import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { quietContext } from '../../src/core/context.ts';
import { runWorkflow } from '../../src/steps/run-workflow.ts';
import { differencesOf } from '../support/compare.ts';
import { filesUnder } from '../support/folder-state.ts';
import { SimulatedStack } from '../support/simulated-stack.ts';

/* Running again does what is new and nothing else, and ends where a run from the beginning ends. */

const FIRST = {
  'mintpy.reference.minCoherence': '0.6',
  'mintpy.networkInversion.minNumPixel': '50',
  'mintpy.deramp': 'linear',
  'mintpy.plot': 'no',
} as const;

let stack: SimulatedStack;
/** The stack after its first run, to which each test returns; a copy that keeps all digits of file times. */
let finished: string;

const run = async (dir = stack.workDir, end?: string) =>
  (await runWorkflow({ workDir: dir, customFile: stack.template, end }, quietContext())).outcomes;
const done = async () => (await run()).filter(({ outcome }) => outcome === 'done').map(({ name }) => name);
const copyAll = (from: string, to: string) => execFileSync('cp', ['-a', from, to]);

beforeAll(async () => {
  stack = await SimulatedStack.make();
  stack.setOptions(FIRST);
  await run();
  finished = `${stack.folder}-finished`;
  copyAll(stack.folder, finished);
});
beforeEach(() => {
  stack.remove();
  copyAll(finished, stack.folder);
});
afterAll(() => {
  stack.remove();
  rmSync(finished, { recursive: true });
});

/** Size and time of every file of the work directory. */
function stamps(): Map<string, string> {
  return new Map(
    filesUnder(stack.workDir).map((name) => {
      const { size, mtimeMs } = statSync(join(stack.workDir, name));
      return [name, `${size} ${mtimeMs}`];
    }),
  );
}

/**
 * Differences from a run from the beginning. The series a step starts from was moved to another reference date in
 * place, which costs a rounding of 4e-9 m; template lines among the attributes date from when the data were loaded.
 */
async function differencesFrom(fresh: string): Promise<string[]> {
  const problems: string[] = [];
  for (const file of filesUnder(fresh).filter((name) => name.endsWith('.h5'))) {
    // What the residual was relative to before the reference date was chosen has no meaning.
    const isResidual = /demErr\.h5|Residual/.test(file) && !file.includes('timeseries_');
    problems.push(
      ...(await differencesOf(join(stack.workDir, file), join(fresh, file), {
        tolerance: (dataset) => ({ max: dataset === 'dem' ? 1e-5 : 1e-7 }),
        ignoreAttributes: isResidual ? /^mintpy\.|^REF_DATE$/ : /^mintpy\./,
      })),
    );
  }
  return problems;
}

test('a second run does nothing and changes no file', async () => {
  const before = stamps();
  expect((await run()).filter(({ outcome }) => outcome === 'done')).toEqual([]);
  expect(stamps()).toEqual(before);
});

const AFTER_VELOCITY = ['velocity', 'geocode', 'google_earth'];
const AFTER_DERAMP = ['deramp', 'correct_topography', 'residual_RMS', 'reference_date', ...AFTER_VELOCITY];
const AFTER_INVERSION = ['invert_network', 'correct_troposphere', ...AFTER_DERAMP];

const CHANGES: readonly {
  readonly options: Readonly<Record<string, string>>;
  readonly redoes: readonly string[];
}[] = [
  { options: { 'mintpy.timeFunc.polynomial': '2' }, redoes: AFTER_VELOCITY },
  { options: { 'mintpy.timeFunc.stepDate': '20180310' }, redoes: AFTER_VELOCITY },
  { options: { 'mintpy.deramp': 'quadratic' }, redoes: AFTER_DERAMP },
  { options: { 'mintpy.networkInversion.weightFunc': 'no' }, redoes: AFTER_INVERSION },
  { options: { 'mintpy.troposphericDelay.polyOrder': '2' }, redoes: AFTER_INVERSION.slice(1) },
  {
    options: { 'mintpy.topographicResidual.polyOrder': '1' },
    redoes: AFTER_DERAMP.slice(1),
  },
  { options: { 'mintpy.geocode.laloStep': '-0.001,0.001' }, redoes: ['geocode', 'google_earth'] },
  { options: { 'mintpy.save.hdfEos5': 'yes' }, redoes: ['hdfeos5'] },
  // No pair has a longer baseline: the network stays, and so does all that follows from it.
  { options: { 'mintpy.network.perpBaseMax': '100000' }, redoes: ['modify_network'] },
];

for (const { options, redoes } of CHANGES) {
  const [key, value] = Object.entries(options)[0];
  test(`after ${key} = ${value} runs ${redoes.join(', ')}, and ends as a run from the beginning`, async () => {
    stack.setOptions(options);
    expect(await done()).toEqual(redoes);
    const fresh = stack.path('fresh');
    mkdirSync(fresh);
    await run(fresh, redoes.includes('hdfeos5') ? undefined : 'geocode'); // the rest writes no HDF5
    expect(await differencesFrom(fresh)).toEqual([]);
    expect(await done()).toEqual([]);
  });
}

test('a product that was deleted is made again, and nothing that depends on it', async () => {
  rmSync(join(stack.workDir, 'velocity.h5'));
  expect(await done()).toEqual(['velocity']);
});

test('an archive is written again when it is gone, not because something new lies in the folder', async () => {
  stack.setOptions({ 'mintpy.save.hdfEos5': 'yes' });
  expect(await done()).toEqual(['hdfeos5']);
  writeFileSync(join(stack.workDir, 'notes.txt'), 'of the user');
  expect(await done()).toEqual([]);
  rmSync(join(stack.workDir, readdirSync(stack.workDir).find((name) => name.endsWith('.he5'))!));
  expect(await done()).toEqual(['hdfeos5']);
});

test('a product that another program has written is made again', async () => {
  cpSync(join(stack.workDir, 'avgSpatialCoh.h5'), join(stack.workDir, 'temporalCoherence.h5'));
  expect(await done()).toContain('invert_network');
});

test('raw products that are gone leave what was made of them', async () => {
  rmSync(stack.interferogram(0, '..'), { recursive: true });
  expect(await done()).toEqual(['load_data']);
});

test('a raw product that was processed again is loaded again, with all that follows', async () => {
  const later = new Date(Date.now() + 5000);
  utimesSync(stack.interferogram(0, 'filt_fine.unw'), later, later);
  const again = await done();
  expect(again).toContain('load_data');
  expect(again).toContain('velocity');
});
