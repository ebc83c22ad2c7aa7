import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { filesUnder } from '../support/folder-state.ts';
import { SimulatedStack } from '../support/simulated-stack.ts';
import { complains } from './complaint.ts';

/* What users get wrong in the template and on the command line: refused before anything has run. */

let clean: SimulatedStack;
let stack: SimulatedStack;
beforeAll(async () => {
  clean = await SimulatedStack.make();
});
beforeEach(() => {
  stack = clean.copy();
  return () => stack.remove();
});
afterAll(() => clean.remove());

const products = () => filesUnder(stack.workDir).filter((name) => name.endsWith('.h5'));

test('a template that is not there', async () => {
  await complains(['smallbaselineApp', 'GalapagosSenDT128.cfg'], stack.workDir, {
    status: 2,
    says: [/GalapagosSenDT128\.cfg/],
  });
});

test('no template in an empty folder', async () => {
  await complains(['smallbaselineApp', '--dir', 'nothing-here'], stack.workDir, {
    status: 1,
    says: [/smallbaselineApp\.cfg/, /nothing-here/],
  });
});

test('a template that is not text', async () => {
  writeFileSync(stack.template, Buffer.from([0x89, 0x48, 0x44, 0x46, 0, 0, 1, 2, 0, 255]));
  const { status } = runCli(['--quiet', 'smallbaselineApp', stack.template], stack.workDir);
  expect(status).toBe(2);
  expect(products()).toEqual([]);
});

test('a misspelt key has a warning with the key that was meant, and its line', () => {
  stack.setOptions({ 'mintpy.networkInversion.weightFun': 'no' });
  const { status, stderr } = runCli(['smallbaselineApp', stack.template, '-g'], stack.workDir);
  expect(stderr).toMatch(
    /warning: .*line \d+.*weightFun; .*Did you mean mintpy\.networkInversion\.weightFunc\?/,
  );
  expect(status).toBe(0);
});

const BAD_VALUES: readonly (readonly [key: string, value: string])[] = [
  ['mintpy.networkInversion.weightFunc', 'variance'],
  ['mintpy.deramp', 'lineer'],
  ['mintpy.reference.yx', '10'],
  ['mintpy.reference.yx', 'ten,20'],
  ['mintpy.network.tempBaseMax', 'long'],
  ['mintpy.network.excludeDate', '2018-01-16'],
  ['mintpy.timeFunc.polynomial', 'two'],
  ['mintpy.topographicResidual', 'perhaps'],
  ['mintpy.unwrapError.method', 'bridge'],
  ['mintpy.load.processor', 'isce3'],
  ['mintpy.networkInversion.minTempCoh', '-x'],
  ['mintpy.geocode.laloStep', '0,0.001'],
  ['mintpy.compute.maxMemory', 'much'],
];

for (const [key, value] of BAD_VALUES) {
  test(`a value that cannot be used: ${key} = ${value}`, async () => {
    stack.setOptions({ [key]: value });
    await complains(['smallbaselineApp', stack.template], stack.workDir, {
      status: 2,
      says: [new RegExp(key.replaceAll('.', '\\.')), new RegExp(value)],
    });
    expect(products()).toEqual([]);
  });
}

const NOT_YET: readonly (readonly [key: string, value: string])[] = [
  ['mintpy.troposphericDelay.method', 'pyaps'],
  ['mintpy.troposphericDelay.method', 'gacos'],
  ['mintpy.troposphericDelay.method', 'opera'],
  ['mintpy.ionosphericDelay.method', 'split_spectrum'],
];

for (const [key, value] of NOT_YET) {
  test(`a correction that is not there is refused before anything has run: ${key} = ${value}`, async () => {
    stack.setOptions({ [key]: value });
    await complains(['smallbaselineApp', stack.template], stack.workDir, {
      status: 2,
      says: [new RegExp(`${key.replaceAll('.', '\\.')} = ${value}`), /template/],
    });
    expect(products()).toEqual([]);
  });
}

const COMMAND_LINES: readonly { words: readonly string[]; says: readonly RegExp[] }[] = [
  { words: ['smallbaselineap'], says: [/smallbaselineap/, /Did you mean smallbaselineApp\?/] },
  { words: [], says: [/[Cc]ommand/, /--help/] },
  { words: ['smallbaselineApp', '--dostep', 'inversion'], says: [/--dostep inversion/] },
  { words: ['smallbaselineApp', '--start', 'velocty'], says: [/velocty/, /velocity/] },
  {
    words: ['smallbaselineApp', '--start', 'velocity', '--end', 'deramp'],
    says: [/--start velocity/, /--end deramp/],
  },
  { words: ['smallbaselineApp', '--strat', 'velocity'], says: [/--strat/] },
  { words: ['timeseries2velocity'], says: [/timeseries_file|required|arguments/] },
  { words: ['timeseries2velocity', 'no-such.h5'], says: [/no-such\.h5/] },
  { words: ['info', 'VolcanoSenDT36.cfg'], says: [/VolcanoSenDT36\.cfg/] },
  { words: ['remove_ramp', 'no-such.h5', '-s', 'cubic'], says: [/cubic/] },
];

for (const { words, says } of COMMAND_LINES) {
  test(`a command line that cannot be meant: mintsar ${words.join(' ')}`, async () => {
    const isRun = words[0] === 'smallbaselineApp';
    await complains(isRun ? [...words, stack.template] : words, stack.workDir, { status: 2, says });
    expect(products()).toEqual([]);
  });
}

test('the template of a refused run is left as the user wrote it', async () => {
  stack.setOptions({ 'mintpy.deramp': 'lineer' });
  const before = readFileSync(stack.template, 'utf8');
  await complains(['smallbaselineApp', stack.template], stack.workDir, { status: 2, says: [/lineer/] });
  expect(readFileSync(stack.template, 'utf8')).toBe(before);
  expect(existsSync(join(stack.workDir, 'smallbaselineApp.cfg'))).toBe(false);
});
