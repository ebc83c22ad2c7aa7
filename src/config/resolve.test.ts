import { expect, test } from 'vitest';
import { OptionError } from '../core/errors.ts';
import { readOptions, resolveOptions } from './resolve.ts';
import { parseTemplate } from './template.ts';

function config(text: string) {
  return readOptions(`${text}\n`, {}).config;
}

function failure(text: string): OptionError {
  try {
    resolveOptions(parseTemplate(text, { source: 'my.txt' }), {});
  } catch (error) {
    expect(error).toBeInstanceOf(OptionError);
    return error as OptionError;
  }
  throw new Error(`accepted: ${text}`);
}

test('yes, no and none are understood in any case and spelling', () => {
  for (const word of ['yes', 'Yes', 'TRUE', 'on', 'y'])
    expect(config(`mintpy.deramp.x = 1\nmintpy.plot = ${word}`).plot.enabled).toBe(true);
  for (const word of ['no', 'NO', 'False', 'Off', 'n', 'None'])
    expect(config(`mintpy.plot = ${word}`).plot.enabled).toBe(false);
  expect(config('mintpy.network.tempBaseMax = None').network.tempBaseMax).toBeNull();
  expect(config('mintpy.network.excludeIfgIndex = none').network.excludeIfgIndex).toEqual([]);
  expect(config('mintpy.networkInversion.weightFunc = none').networkInversion.weightFunc).toBe('no');
});

test('auto, default and def stand for the automatic value', () => {
  for (const word of ['auto', 'default', 'Def']) {
    expect(config(`mintpy.networkInversion.minTempCoh = ${word}`).networkInversion.minTempCoh).toBe(0.7);
  }
});

test('numWorker = auto is 4 for local workers and 40 otherwise', () => {
  expect(config('mintpy.compute.cluster = local').compute.numWorker).toEqual({ kind: 'count', count: 4 });
  expect(config('mintpy.compute.cluster = slurm').compute.numWorker).toEqual({ kind: 'count', count: 40 });
  expect(config('mintpy.compute.cluster = none').compute.numWorker).toEqual({ kind: 'count', count: 40 });
});

test('weatherDir = auto follows WEATHER_DIR, or is the current folder', () => {
  expect(readOptions('mintpy.plot = no\n', { WEATHER_DIR: '/w' }).config.troposphericDelay.weatherDir).toBe(
    '/w',
  );
  expect(config('mintpy.plot = no').troposphericDelay.weatherDir).toBe('./');
});

test('brackets around values are dropped, except in paths', () => {
  expect(config('mintpy.reference.lalo = [31.8, 130.8]').reference.lalo).toEqual({ lat: 31.8, lon: 130.8 });
  expect(config('mintpy.load.unwFile = merged/2019[01]*/a.unw').load.unwFile).toBe('merged/2019[01]*/a.unw');
});

test('given lists what the template decides', () => {
  const { given } = readOptions('mintpy.plot = no\nmintpy.plot.dpi = auto\nmintpy.nonsense = 1\n', {});
  expect([...given]).toEqual(['mintpy.plot']);
});

test('text keeps the digits of the template and replaces auto', () => {
  const { text } = readOptions('mintpy.networkInversion.minTempCoh = 0.70\n', {});
  expect(text.get('mintpy.networkInversion.minTempCoh')).toBe('0.70');
  expect(text.get('mintpy.unwrapError.connCompMinArea')).toBe('2.5e3');
  expect(text.get('mintpy.load.unwFile')).toBe('auto');
});

test('methods are matched in any case and with either dash', () => {
  expect(config('mintpy.troposphericDelay.method = Height-Correlation').troposphericDelay.method).toBe(
    'height_correlation',
  );
  expect(config('mintpy.deramp = Linear-Range').deramp.type).toBe('linear_range');
  expect(config('mintpy.load.processor = ISCE').load.processor).toBe('isce');
  expect(config('mintpy.troposphericDelay.weatherModel = era5').troposphericDelay.weatherModel).toBe('ERA5');
});

test('a bad value names file, line, key and value, and says what is accepted', () => {
  const error = failure('\nmintpy.network.connNumMax = 2.0  # pairs');
  expect(error.message).toBe(
    'my.txt, line 2: mintpy.network.connNumMax: "2.0" is not a whole number of at least 1, or no.',
  );
  expect(error.remedy).toBe('Write a whole number of at least 1, or no; or auto.');
});

test.each([
  ['mintpy.load.processor = isce 3', '"isce 3" is not a name of letters, digits and _.'],
  ['mintpy.networkInversion.minTempCoh = 1.5', '"1.5" is not a number from 0 to 1.'],
  ['mintpy.compute.maxMemory = 0', '"0" is not a number greater than 0.'],
  ['mintpy.plot = maybe', '"maybe" is not yes or no.'],
  ['mintpy.network.startDate = 20181301', '"20181301" is not a day of the calendar.'],
  ['mintpy.network.startDate = 2018-01-01', '"2018-01-01" is not a date like 20110311 or 20110311T0546.'],
  ['mintpy.geocode.SNWE = 2,1,3,4', '"2,1,3,4" has south 2, north 1, west 3, east 4'],
  ['mintpy.timeFunc.exp = 20110311', '"20110311" gives an onset date but no characteristic time in days.'],
  ['mintpy.network.excludeDate12 = 20180101', '"20180101" is not an interferogram like 20080520_20090817.'],
  [
    'mintpy.compute.numWorker = many',
    '"many" is not a whole number of at least 1, all, or a percentage like 80%.',
  ],
  ['mintpy.network.maskFile = AUTO', '"AUTO" is not known; auto is written in lower case.'],
])('%s is refused with a reason', (line, reason) => {
  expect(failure(line).message).toContain(reason);
});

test('all bad values are reported at once', () => {
  const error = failure('mintpy.plot.dpi = x\nmintpy.plot = no\nmintpy.multilook.ystep = 0');
  expect(error.message).toContain('2 options cannot be used:');
  expect(error.message).toMatch(
    /my\.txt, line 1: mintpy\.plot\.dpi[\s\S]*my\.txt, line 3: mintpy\.multilook\.ystep/,
  );
});

test('the best profile is what auto means, and values of the template win over it', () => {
  const best = readOptions('mintpy.profile = best\nmintpy.timeFunc.uncertaintyQuantification = residue');
  expect(best.config.reference.method).toBe('area');
  expect(best.config.topographicResidual.shrinkage).toBe(true);
  expect(best.config.networkInversion.gap).toBe('nsbas');
  expect(best.config.timeFunc.uncertaintyQuantification).toBe('residue');
  expect(best.given.has('mintpy.reference.method')).toBe(false);
  const own = readOptions('mintsar.profile = best\nmintsar.timeFunc.uncertaintyQuantification = residue');
  expect(own).toEqual(best);
  const usual = readOptions('mintpy.profile = auto').config;
  expect([usual.reference.method, usual.topographicResidual.shrinkage, usual.networkInversion.gap]).toEqual([
    'pixel',
    false,
    null,
  ]);
});
