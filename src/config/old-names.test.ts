import { expect, test } from 'vitest';
import { isOldName, translateOldNames } from './old-names.ts';
import { readOptions } from './resolve.ts';
import { isOptionKey } from './schema.ts';
import { parseTemplate } from './template.ts';

function translated(text: string): { values: Record<string, string>; warnings: string[] } {
  const { template, warnings } = translateOldNames(parseTemplate(text, { source: 'old.txt' }));
  return {
    values: Object.fromEntries([...template.entries.values()].map((e) => [e.key, e.value])),
    warnings,
  };
}

test.each([
  ['mintpy.velocity.startDate = 20150101', 'mintpy.timeFunc.startDate', '20150101'],
  ['mintpy.velocity.excludeDate = 20150101', 'mintpy.timeFunc.excludeDate', '20150101'],
  ['mintpy.velocity.bootstrap = yes', 'mintpy.timeFunc.uncertaintyQuantification', 'bootstrap'],
  ['mintpy.timeFunc.step = 20110311', 'mintpy.timeFunc.stepDate', '20110311'],
  ['mintpy.topographicResidual.stepFuncDate = 20110311', 'mintpy.topographicResidual.stepDate', '20110311'],
  ['mintpy.load.xstep = 3', 'mintpy.multilook.xstep', '3'],
  ['mintpy.load.ionoFile = ../ion/*', 'mintpy.load.ionUnwFile', '../ion/*'],
  ['mintpy.residualRms.ramp = linear', 'mintpy.residualRMS.deramp', 'linear'],
  ['mintpy.networkInversion.parallel = yes', 'mintpy.compute.cluster', 'local'],
  ['mintpy.networkInversion.numWorker = 8', 'mintpy.compute.numWorker', '8'],
  ['mintpy.compute.memorySize = 8', 'mintpy.compute.maxMemory', '8'],
  ['mintpy.save.kml = no', 'mintpy.save.kmz', 'no'],
  ['pysar.network.minCoherence = 0.6', 'mintpy.network.minCoherence', '0.6'],
  ['pysar.residualRms.cutoff = 4', 'mintpy.residualRMS.cutoff', '4'],
])('%s is read under its name of today, with a warning', (line, key, value) => {
  const { values, warnings } = translated(line);
  expect(values).toEqual({ [key]: value });
  expect(isOptionKey(key)).toBe(true);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(`old.txt, line 1: ${line.split(' ')[0]} is called ${key} today`);
});

test('the two old spacings become one option', () => {
  const key = 'mintpy.geocode.laloStep';
  expect(translated('mintpy.geocode.latStep = -0.001\nmintpy.geocode.lonStep = 0.002').values).toEqual({
    [key]: '-0.001,0.002',
  });
  expect(translated('mintpy.geocode.lonStep = 0.002').values).toEqual({ [key]: '0.002' });
  expect(translated('mintpy.geocode.latStep = auto\nmintpy.geocode.lonStep = auto').values).toEqual({
    [key]: 'auto',
  });
});

test('dropped options and switches that are off change nothing and say so', () => {
  const text =
    'mintpy.unwrapError.yx = 1,2\nmintpy.compute.walltime = 00:30\nmintpy.networkInversion.parallel = no';
  const { values, warnings } = translated(text);
  expect(values).toEqual({});
  expect(warnings).toHaveLength(3);
  expect(warnings[0]).toContain('is an option of the past and has no effect');
});

test('the name of today wins over the old one', () => {
  const { values, warnings } = translated(
    'mintpy.timeFunc.startDate = 20160101\nmintpy.velocity.startDate = 20150101',
  );
  expect(values).toEqual({ 'mintpy.timeFunc.startDate': '20160101' });
  expect(warnings[0]).toContain('old.txt, line 2: mintpy.velocity.startDate is ignored');
});

test('options are read from a template of 2019', () => {
  const { config, warnings } = readOptions('pysar.velocity.startDate = 20150101\npysar.geocode = no\n', {});
  expect(config.timeFunc.startDate).toBe('20150101');
  expect(config.geocode.enabled).toBe(false);
  expect(warnings).toHaveLength(2);
  expect(isOldName('mintpy.plot')).toBe(false);
});
