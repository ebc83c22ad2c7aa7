import { expect, test } from 'vitest';
import { editDistance } from '../core/nearest-name.ts';
import { parseTemplate } from './template.ts';
import { nearestKey, unknownKeyWarnings } from './unknown-keys.ts';

test.each([
  ['mintpy.network.minCoherance', 'mintpy.network.minCoherence'],
  ['mintpy.network.mincoherence', 'mintpy.network.minCoherence'],
  ['mintpy.networkInversion.minTempCoherence', 'mintpy.networkInversion.minTempCoh'],
  ['mintpy.tropoDelay.weatherModel', 'mintpy.troposphericDelay.weatherModel'],
  ['mintpy.load.unwrapFile', 'mintpy.load.unwFile'],
  ['mintpy.timefunc.stepdate', 'mintpy.timeFunc.stepDate'],
  ['mintpy.geocode.snwe', 'mintpy.geocode.SNWE'],
  ['mintpi.plot', 'mintpy.plot'],
  ['MINTPY.plot', 'mintpy.plot'],
  ['MINTSAR.plot', 'mintpy.plot'],
  ['MintSAR.network.minCoherance', 'mintpy.network.minCoherence'],
])('%s is taken for %s', (typed, meant) => {
  expect(nearestKey(typed)).toBe(meant);
});

test('keys like no other have no nearest', () => {
  expect(nearestKey('mintpy.quantumEntanglement')).toBeNull();
});

test('a misspelt key is reported with file, line and the likely one', () => {
  const text = 'mintpy.plot = no\nmintpy.network.minCoherance = 0.5\nmintpy.quantumEntanglement = yes';
  expect(unknownKeyWarnings(parseTemplate(text, { source: 'my.txt' }))).toEqual([
    'my.txt, line 2: there is no option mintpy.network.minCoherance; the line has no effect. ' +
      'Did you mean mintpy.network.minCoherence?',
    'my.txt, line 3: there is no option mintpy.quantumEntanglement; the line has no effect.',
  ]);
});

test('the prefix counts by its letters, whichever it is', () => {
  for (const prefix of ['MINTPY', 'MINTSAR', 'Mintsar']) {
    expect(
      unknownKeyWarnings(parseTemplate(`${prefix}.plot = no\n${prefix}.quantumEntanglement = yes`)),
    ).toEqual([
      `template, line 1: there is no option ${prefix}.plot; the line has no effect. Did you mean mintpy.plot?`,
      `template, line 2: there is no option ${prefix}.quantumEntanglement; the line has no effect.`,
    ]);
  }
});

test('keys of other programs and metadata pass, near misses of the prefix do not', () => {
  const text =
    'topsStack.subswath = 1\nPLATFORM = Sen\nbeam_mode = IW\nprocessor = isce\nfoo.bar = 1\nplot = no';
  expect(unknownKeyWarnings(parseTemplate(text))).toEqual([
    'template, line 6: there is no option plot; the line has no effect. Did you mean mintpy.plot?',
  ]);
  expect(unknownKeyWarnings(parseTemplate('network.minCoherence = 0.5'))).toHaveLength(1);
});

test('a line made void by a later one is reported', () => {
  expect(unknownKeyWarnings(parseTemplate('mintpy.plot = no\nmintpy.plot = yes'))).toEqual([
    'template, line 1: mintpy.plot = no has no effect, because line 2 sets it again.',
  ]);
});

test('the edit distance counts insertions, deletions, replacements and swaps', () => {
  expect(editDistance('', 'abc')).toBe(3);
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('kmz', 'kzm')).toBe(1);
  expect(editDistance('same', 'same')).toBe(0);
});
