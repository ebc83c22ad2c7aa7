import { expect, test } from 'vitest';
import * as mintsar from '../index.ts';
import { assertArgument } from './arguments.ts';

test('a wrong argument is named with what is wanted', () => {
  const check = (value: unknown) => () =>
    assertArgument('drawMap', 'spec', value, { values: 'object', title: 'text' });
  expect(check(undefined)).toThrow('drawMap: spec is undefined, not an object with values, title.');
  expect(check([])).toThrow('drawMap: spec is a list, not an object');
  expect(check({ title: 'x' })).toThrow('drawMap: spec.values is missing.');
  expect(check({ values: {}, title: 3 })).toThrow('drawMap: spec.title is 3, not a text.');
  expect(check({ values: {}, title: '' })).not.toThrow();
});

const GUARDED = [
  'createH5',
  'drawAmbiguity',
  'drawBaselineHistory',
  'drawCoherenceHistory',
  'drawCoherenceMatrix',
  'drawMap',
  'drawNetwork',
  'drawPanels',
  'drawProfiles',
  'drawRms',
  'drawSeries',
  'editAttributes',
  'editH5',
  'encodeOverlayKmz',
  'encodePointsKmz',
  'fetchGnss',
  'makeProduct',
  'openH5',
  'openH5Source',
  'openUrl',
  'prepAria',
  'prepGamma',
  'prepIsce',
  'readGrid',
  'readOptions',
  'readProduct',
  'referencePixel',
  'runDemo',
  'runWorkflow',
  'searchGnss',
  'searchGunw',
  'subtractDelay',
  'writeIsceStack',
  'writeProduct',
] as const satisfies readonly (keyof typeof mintsar)[];

const functions = Object.entries(mintsar).filter(([name]) => (GUARDED as readonly string[]).includes(name));

test.each(functions)('%s answers nonsense with a sentence', async (_, call) => {
  for (const nonsense of [undefined, null, 42, [], {}]) {
    let error: unknown;
    try {
      await (call as (value: unknown) => unknown)(nonsense);
    } catch (thrown) {
      error = thrown;
    }
    if (error !== undefined) expect(error).toBeInstanceOf(mintsar.MintsarError);
  }
});
