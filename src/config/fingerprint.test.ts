import { expect, test } from 'vitest';
import { pythonFloat } from '../core/python-float.ts';
import * as fingerprint from './fingerprint.ts';
import { readOptions } from './resolve.ts';
import { parseTemplate } from './template.ts';

const observations = { obsDatasetName: 'unwrapPhase', numIfgram: 39 };

function options(text = 'mintpy.plot = no') {
  return readOptions(`${text}\n`, {});
}

// The expected texts are attributes of files written by MintPy 1.6.4 with these options.

test('an inversion with automatic options is stored as MintPy stores it', () => {
  expect(fingerprint.networkInversionFingerprint(options().config.networkInversion, observations)).toEqual({
    'mintpy.networkInversion.obsDatasetName': 'unwrapPhase',
    'mintpy.networkInversion.numIfgram': '39',
    'mintpy.networkInversion.weightFunc': 'var',
    'mintpy.networkInversion.maskDataset': 'False',
    'mintpy.networkInversion.maskThreshold': '0.4',
    'mintpy.networkInversion.minRedundancy': '1.0',
    'mintpy.networkInversion.minNormVelocity': 'True',
  });
});

test('weights, masks and norm of an inversion are stored by name', () => {
  const { networkInversion } = options(`mintpy.networkInversion.weightFunc = no
mintpy.networkInversion.maskDataset = coherence
mintpy.networkInversion.minRedundancy = 2
mintpy.networkInversion.minNormVelocity = no`).config;
  expect(fingerprint.networkInversionFingerprint(networkInversion, observations)).toMatchObject({
    'mintpy.networkInversion.weightFunc': 'no',
    'mintpy.networkInversion.maskDataset': 'coherence',
    'mintpy.networkInversion.minRedundancy': '2.0',
    'mintpy.networkInversion.minNormVelocity': 'False',
  });
});

test('an inversion started without a template has None for no mask', () => {
  const { networkInversion } = options().config;
  const stored = fingerprint.networkInversionFingerprint(networkInversion, observations, {
    fromTemplate: false,
  });
  expect(stored['mintpy.networkInversion.maskDataset']).toBe('None');
});

test('the mask of reliable pixels carries threshold and shadow switch', () => {
  expect(fingerprint.temporalCoherenceMaskFingerprint(options())).toEqual({
    'mintpy.networkInversion.minTempCoh': '0.7',
    'mintpy.networkInversion.shadowMask': 'True',
  });
  const own = options('mintpy.networkInversion.minTempCoh = 0.60');
  expect(fingerprint.temporalCoherenceMaskFingerprint(own)['mintpy.networkInversion.minTempCoh']).toBe(
    '0.60',
  );
});

test('bridging leaves out options that are off', () => {
  expect(fingerprint.bridgingFingerprint(options().config.unwrapError)).toEqual({
    'mintpy.unwrapError.waterMaskFile': 'waterMask.h5',
    'mintpy.unwrapError.connCompMinArea': '2500.0',
    'mintpy.unwrapError.bridgePtsRadius': '50',
  });
  const { unwrapError } = options(
    'mintpy.unwrapError.ramp = linear\nmintpy.unwrapError.bridgePtsRadius = 5',
  ).config;
  expect(fingerprint.bridgingFingerprint(unwrapError)).toMatchObject({
    'mintpy.unwrapError.ramp': 'linear',
    'mintpy.unwrapError.bridgePtsRadius': '5',
  });
});

test('the DEM error stores date lists as Python lists and date files by name', () => {
  expect(fingerprint.topographicResidualFingerprint(options().config.topographicResidual)).toEqual({
    'mintpy.topographicResidual.polyOrder': '2',
    'mintpy.topographicResidual.phaseVelocity': 'False',
    'mintpy.topographicResidual.stepDate': '[]',
    'mintpy.topographicResidual.excludeDate': "['exclude_date.txt']",
  });
  const { topographicResidual } = options(`mintpy.topographicResidual.polyOrder = 3
mintpy.topographicResidual.phaseVelocity = yes
mintpy.topographicResidual.stepDate = 20180610
mintpy.topographicResidual.excludeDate = 20180901`).config;
  expect(fingerprint.topographicResidualFingerprint(topographicResidual)).toEqual({
    'mintpy.topographicResidual.polyOrder': '3',
    'mintpy.topographicResidual.phaseVelocity': 'True',
    'mintpy.topographicResidual.stepDate': "['20180610']",
    'mintpy.topographicResidual.excludeDate': "['20180901']",
  });
});

test('a velocity with all time functions is stored as MintPy stores it', () => {
  const { timeFunc } = options(`mintpy.timeFunc.excludeDate = no
mintpy.timeFunc.polynomial = 2
mintpy.timeFunc.periodic = 1,0.5
mintpy.timeFunc.stepDate = 20180610
mintpy.timeFunc.exp = 20180610,60
mintpy.timeFunc.log = 20180610,30`).config;
  expect(fingerprint.timeFuncFingerprint(timeFunc)).toEqual({
    'mintpy.timeFunc.startDate': 'None',
    'mintpy.timeFunc.endDate': 'None',
    'mintpy.timeFunc.excludeDate': '[]',
    'mintpy.timeFunc.polynomial': '2',
    'mintpy.timeFunc.periodic': '[1.0, 0.5]',
    'mintpy.timeFunc.stepDate': "['20180610']",
    'mintpy.timeFunc.exp': "[['20180610', '60']]",
    'mintpy.timeFunc.log': "[['20180610', '30']]",
    'mintpy.timeFunc.uncertaintyQuantification': 'residue',
    'mintpy.timeFunc.timeSeriesCovFile': 'None',
    'mintpy.timeFunc.bootstrapCount': '400',
  });
});

test('ramp and height correlation are stored as text', () => {
  expect(fingerprint.derampFingerprint('quadratic', 'maskTempCoh.h5')).toEqual({
    'mintpy.deramp': 'quadratic',
    'mintpy.deramp.maskFile': 'maskTempCoh.h5',
  });
  expect(fingerprint.derampFingerprint('linear', null)).toEqual({ 'mintpy.deramp': 'linear' });
  expect(fingerprint.heightCorrelationFingerprint({ polyOrder: 2, windowSize: null })).toEqual({
    'mintpy.troposphericDelay.polyOrder': '2',
  });
  expect(fingerprint.heightCorrelationFingerprint({ polyOrder: 2, windowSize: 90 })).toEqual({
    'mintpy.troposphericDelay.polyOrder': '2',
    'mintpy.troposphericDelay.windowSize': '90',
  });
});

test('lines of the custom template become attributes, None deletes one', () => {
  const custom = parseTemplate('mintpy.reference.yx = 100,140\nPLATFORM = None\nbeam_mode = IW');
  expect([...fingerprint.customTemplateAttributes(custom)]).toEqual([
    ['mintpy.reference.yx', '100,140'],
    ['PLATFORM', null],
    ['beam_mode', 'IW'],
  ]);
});

test('a file is stale where its attributes differ; a missing one counts as None, or as said', () => {
  const current = { a: '1.0', b: 'None', c: '[]' };
  expect(fingerprint.staleKeys(current, { a: '1.0', c: '[]' })).toEqual([]);
  expect(fingerprint.staleKeys(current, { a: '1', b: 'x', c: '[]' })).toEqual(['a', 'b']);
  expect(fingerprint.staleKeys({ shadowMask: 'False' }, {}, 'False')).toEqual([]);
});

test.each([
  [1, '1.0'],
  [-2500, '-2500.0'],
  [0.1, '0.1'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [1.5e-7, '1.5e-07'],
  [123456789012345680, '1.2345678901234568e+17'],
  [1e15, '1000000000000000.0'],
  [1e16, '1e+16'],
  [1e22, '1e+22'],
  [1e100, '1e+100'],
  [0, '0.0'],
  [-0, '-0.0'],
  [Number.NaN, 'nan'],
  [Number.NEGATIVE_INFINITY, '-inf'],
])('the number %d is spelled %s', (value, text) => {
  expect(pythonFloat(value)).toBe(text);
});

test('strings with quotes are spelled as Python spells them', () => {
  expect(fingerprint.pythonStrings(['a', "it's", `"b"'`, 'c\\d'])).toBe(`['a', "it's", '"b"\\'', 'c\\\\d']`);
});
