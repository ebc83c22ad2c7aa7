import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filesUnder } from '../../../test/support/folder-state.ts';
import { SimulatedStack } from '../../../test/support/simulated-stack.ts';
import { quietContext } from '../../core/context.ts';
import type { Plan } from '../plan.ts';
import { runWorkflow } from '../run-workflow.ts';
import { checkArchive } from './archive.ts';
import { checkTopography } from './dates.ts';
import { checkGeocode } from './map.ts';
import { sceneOf } from './scene.ts';

/* What the enabled steps cannot work with is said before the first of them runs, by the option that is wrong. */

let raw: SimulatedStack;
let loaded: SimulatedStack;
let stack: SimulatedStack;
const BASE = { 'mintpy.plot': 'no', 'mintpy.save.kmz': 'no', 'mintpy.unwrapError.method': 'no' };

const run = (request = {}, warnings: string[] = []) =>
  runWorkflow(
    { workDir: stack.workDir, customFile: stack.template, ...request },
    quietContext({ log: { debug() {}, info() {}, warn: (text) => warnings.push(text) } }),
  );
const products = () => filesUnder(stack.workDir).filter((name) => name.endsWith('.h5'));

beforeAll(async () => {
  raw = await SimulatedStack.make({ length: 12, width: 16, numDate: 5 });
  raw.setOptions(BASE);
  stack = raw.copy();
  loaded = stack;
  await run({ only: 'load_data' });
});
afterAll(() => {
  raw.remove();
  loaded.remove();
});

/** Each is wrong in itself or for these dates; all are known from options and headers. */
const WRONG: readonly (readonly [options: Record<string, string>, says: RegExp])[] = [
  [{ 'mintpy.reference.date': '20200229' }, /mintpy\.reference\.date = 20200229.*no such date/],
  [{ 'mintpy.reference.date': 'no-such.txt' }, /mintpy\.reference\.date = no-such\.txt/],
  [{ 'mintpy.timeFunc.stepDate': '20300101' }, /mintpy\.timeFunc: Date 20300101 lies outside/],
  [{ 'mintpy.timeFunc.polynomial': '7' }, /mintpy\.timeFunc: .*8 parameters/],
  [{ 'mintpy.timeFunc.periodic': '1.0,0.5' }, /mintpy\.timeFunc: .*parameters/],
  [{ 'mintpy.timeFunc.startDate': '20300101' }, /mintpy\.timeFunc: 0 of the 5 dates/],
  [{ 'mintpy.timeFunc.exp': '20300101,60' }, /mintpy\.timeFunc: Onset 20300101/],
  [{ 'mintpy.timeFunc.excludeDate': 'noisy.txt' }, /mintpy\.timeFunc\.excludeDate = noisy\.txt/],
  [{ 'mintpy.topographicResidual.polyOrder': '9' }, /mintpy\.topographicResidual: .*degree 9/],
  [
    { 'mintpy.network.startDate': '20190101', 'mintpy.network.endDate': '20180101' },
    /mintpy\.network\.startDate/,
  ],
  [{ 'mintpy.network.maskFile': 'water.h5' }, /mintpy\.network\.maskFile = water\.h5/],
  [{ 'mintpy.network.referenceFile': 'pairs.txt' }, /mintpy\.network\.referenceFile = pairs\.txt/],
  [{ 'mintpy.reference.maskFile': 'land.h5' }, /mintpy\.reference\.maskFile = land\.h5/],
  [{ 'mintpy.deramp': 'linear', 'mintpy.deramp.maskFile': 'flat.h5' }, /mintpy\.deramp\.maskFile = flat\.h5/],
  [{ 'mintpy.residualRMS.maskFile': 'flat.h5' }, /mintpy\.residualRMS\.maskFile = flat\.h5/],
  [{ 'mintpy.geocode.laloStep': '-3e-9,3e-9' }, /mintpy\.geocode\.laloStep .*too small/],
  [
    { 'mintpy.geocode.SNWE': '-80,80,-179,179', 'mintpy.geocode.laloStep': '-1e-5,1e-5' },
    /mintpy\.geocode\.laloStep|SNWE/,
  ],
  [{ 'mintpy.geocode.SNWE': '-40.5,-40,170,171' }, /S -40\.5.*lies outside/],
  [{ 'mintpy.reference.yx': '12,3' }, /mintpy\.reference\.yx = 12,3 lies outside the image of 12 x 16/],
  [
    {
      'mintpy.reference.yx': '4,5',
      'mintpy.subset.yx': '2:10,0:15',
      'mintpy.multilook.ystep': '2',
      'mintpy.multilook.xstep': '3',
    },
    /mintpy\.reference\.yx = 4,5 lies outside the image of 4 x 5/,
  ],
];

test.each(WRONG)('before anything is written: %o', async (options, says) => {
  stack = raw.copy();
  stack.setOptions({ ...options });
  await expect(run()).rejects.toMatchObject({ message: expect.stringMatching(says), exitCode: 2 });
  expect(products()).toEqual([]);
  stack.remove();
});

test.each([
  WRONG[0],
  WRONG[2],
  WRONG[9],
  [{ 'mintpy.reference.yx': '12,3' }, /mintpy\.reference\.yx = 12,3 lies outside the image of 12 x 16/],
] as typeof WRONG)('of data that are loaded, before any other step runs: %o', async (options, says) => {
  stack = loaded.copy();
  const before = products();
  stack.setOptions({ ...options });
  await expect(run()).rejects.toMatchObject({ message: expect.stringMatching(says), exitCode: 2 });
  expect(products()).toEqual(before);
  stack.remove();
});

test('a mask of another size is refused before any step that would use it', async () => {
  stack = loaded.copy();
  const other = await SimulatedStack.make({ length: 10, width: 16, numDate: 4 });
  const workDir = other.workDir;
  await runWorkflow({ workDir, customFile: other.template, only: 'load_data' }, quietContext());
  const mask = join(workDir, 'inputs/geometryRadar.h5');
  stack.setOptions({ 'mintpy.reference.maskFile': mask });
  await expect(run()).rejects.toThrow(
    /mintpy\.reference\.maskFile = .* has 10 x 16 pixels, the stack has 12 x 16/,
  );
  other.remove();
  stack.remove();
});

test('metadata of an archive may come from the template, and are missed before loading', () => {
  const attributes = { FILE_PATH: 'a.h5', PLATFORM: 'Sen', WAVELENGTH: '0.05', ANTENNA_SIDE: '-1' };
  const corners = [1, 2, 3, 4].flatMap((k) => [
    [`LAT_REF${k}`, '1'],
    [`LON_REF${k}`, '2'],
  ]);
  const scene = sceneOf('a.h5', { ...attributes, ...Object.fromEntries(corners) }, []);
  const planWith = (lines: [string, string][]) =>
    ({ project: { otherLines: new Map(lines) } }) as unknown as Plan;
  expect(() => checkArchive(planWith([['beam_mode', 'IW']]), scene)).toThrow(/lack relative_orbit/);
  expect(
    checkArchive(
      planWith([
        ['beam_mode', 'IW'],
        ['relative_orbit', '124'],
      ]),
      scene,
    ),
  ).toEqual([]);
});

test('steps that do not run are not asked', async () => {
  stack = loaded.copy();
  stack.setOptions({ 'mintpy.timeFunc.stepDate': '20300101' });
  const { outcomes } = await run({ end: 'modify_network' });
  expect(outcomes.map(({ name }) => name)).toEqual(['load_data', 'modify_network']);
  stack.remove();
});

test('dates and pairs to leave out that the stack does not have are named once, as a warning', async () => {
  stack = loaded.copy();
  writeFileSync(join(stack.workDir, 'noisy.txt'), '20150101\n');
  stack.setOptions({
    'mintpy.network.excludeDate': `20150101,${stack.dates[1]}`,
    'mintpy.network.excludeDate12': '20150101_20150113',
    'mintpy.timeFunc.excludeDate': 'noisy.txt',
  });
  const warnings: string[] = [];
  await expect(run({ end: 'load_data' }, warnings)).resolves.toBeDefined();
  expect(warnings).toEqual([]);
  await run({ end: 'modify_network' }, warnings).catch(() => {});
  const named = warnings.filter((text) => text.includes('20150101'));
  expect(named).toEqual([
    'mintpy.network.excludeDate: inputs/ifgramStack.h5 has no acquisition of 20150101',
    'mintpy.network.excludeDate12: inputs/ifgramStack.h5 has no interferogram 20150101_20150113',
  ]);
  stack.remove();
});

test('a step of the DEM error outside of the stack is said to have no effect', async () => {
  stack = loaded.copy();
  stack.setOptions({ 'mintpy.topographicResidual.stepDate': '20300101' });
  const warnings: string[] = [];
  const plan = await runWorkflow(
    { workDir: stack.workDir, customFile: stack.template, steps: false },
    quietContext(),
  );
  const scene = sceneOf('inputs/ifgramStack.h5', {}, plan.plan.loaded.pairs);
  warnings.push(...(await checkTopography(plan.plan, scene)));
  expect(warnings).toEqual([
    expect.stringMatching(
      /^mintpy\.topographicResidual\.stepDate: 20300101 lies outside \d{8} to \d{8} and has no effect$/,
    ),
  ]);
  stack.remove();
});

test('a scene across 180° has the width of the scene, not of the Earth', () => {
  const corners = { LAT_REF: [-17, -17, -16, -16], LON_REF: [179.5, -179.5, 179.5, -179.5] };
  const attributes = Object.fromEntries(
    Object.entries(corners).flatMap(([name, values]) => values.map((v, k) => [`${name}${k + 1}`, String(v)])),
  );
  const planWith = (SNWE: object | null, step: number) =>
    ({ config: { geocode: { SNWE, laloStep: { lat: -step, lon: step } } } }) as unknown as Plan;
  const scene = sceneOf('the stack', attributes, []);
  expect(checkGeocode(planWith(null, 1e-4), scene)).toEqual([]);
  expect(() => checkGeocode(planWith(null, 1e-5), scene)).toThrow('1.20e+5 x 1.20e+5 pixels');
  const far = { south: -17, north: -16, west: 100, east: 101 };
  expect(() => checkGeocode(planWith(far, 1e-4), scene)).toThrow(
    'lies outside the stack, which covers S -17.1',
  );
});
