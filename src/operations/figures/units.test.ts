import { expect, test } from 'vitest';
import { displayScale, usualUnit, wrappedUnit } from './units.ts';

const SENTINEL = { WAVELENGTH: '0.05546576' };

test('displacement is shown in centimetres, heights and angles as stored', () => {
  expect(usualUnit('m', 'timeseries')).toBe('cm');
  expect(usualUnit('m/year', 'velocity')).toBe('cm/year');
  expect(usualUnit('m', 'geometry')).toBe('m');
  expect(usualUnit('radian', 'velocity')).toBe('radian');
  expect(usualUnit('m/year^2', 'velocity')).toBe('cm/year^2');
});

test('a cycle of phase is half a wavelength, with the sign that makes range decrease positive', () => {
  expect(displayScale('m', 'radian', SENTINEL).factor).toBeCloseTo((-4 * Math.PI) / 0.05546576, 9);
  expect(displayScale('radian', 'mm', SENTINEL).factor * 2 * Math.PI).toBeCloseTo(-27.73288, 6);
});

test('rates stay rates: per year, month or day', () => {
  expect(displayScale('m/year', 'mm', {})).toEqual({ unit: 'mm/year', factor: 1000 });
  expect(displayScale('m/year', 'mm/month', {})).toEqual({ unit: 'mm/month', factor: 1000 / 12 });
  expect(displayScale('m/year', 'cm/day', {}).factor).toBeCloseTo(100 / 365.25, 12);
  expect(displayScale('m/year^2', 'cm/year^2', {})).toEqual({ unit: 'cm/year^2', factor: 100 });
});

test('old lengths convert, and data without unit can be divided', () => {
  expect(displayScale('m', 'ft', {}).factor).toBeCloseTo(3.28084, 5);
  expect(displayScale('km', 'mi', {}).factor).toBeCloseTo(0.621371, 6);
  expect(displayScale('1', '100', {})).toEqual({ unit: '100', factor: 0.01 });
});

test('decibel are amplitude, or power for interferograms and coherence', () => {
  expect(displayScale('1', 'dB', { FILE_PATH: 'a.slc' }).decibel).toBe(20);
  expect(displayScale('1', 'dB', { FILE_PATH: 'a.cor' }).decibel).toBe(10);
});

test('a unit that does not fit leaves the data alone and says so', () => {
  const wrong = displayScale('degree', 'cm', SENTINEL);
  expect(wrong).toMatchObject({ unit: 'degree', factor: 1 });
  expect(wrong.problem).toContain('degree cannot be shown as cm');
  expect(displayScale('m', 'radian', {}).problem).toBeDefined(); // no wavelength
  expect(displayScale('m', 'cm/year', {}).problem).toBeDefined();
});

const CYCLE = [-Math.PI, Math.PI] as const;
const wrapped = (stored: string | undefined, wanted?: string, interval: readonly [number, number] = CYCLE) =>
  wrappedUnit(interval, stored, wanted, 'velocity', SENTINEL);

test('a cycle of 2π shows phase: lengths and rates of them become radian', () => {
  expect(wrapped('radian')).toBe('radian');
  expect(wrapped('m/year')).toBe('radian');
  expect(wrapped('m', 'radian')).toBe('radian');
  expect(wrapped('m', 'rad')).toBe('rad');
  expect(displayScale('m/year', 'radian', SENTINEL).unit).toBe('radian/year');
  expect(wrapped(undefined)).toBe('1'); // nothing known of it
});

test('what has no such cycle is refused: other units, data without unit, lengths without wavelength', () => {
  for (const unit of ['mm', 'cm/year', 'degree']) {
    expect(() => wrapped('m/year', unit)).toThrow(`A cycle of 2π is one of phase: values in ${unit} cannot`);
  }
  expect(() => wrapped('1')).toThrow('Values in no unit have no cycle');
  expect(() => wrapped('degree')).toThrow('Values in degree have no cycle');
  expect(() => wrapped('m', 'dB')).toThrow('Values in dB have no cycle');
  expect(() => wrappedUnit(CYCLE, 'm', undefined, 'timeseries', {})).toThrow('WAVELENGTH');
  for (const type of ['geometry', 'dem']) {
    expect(() => wrappedUnit(CYCLE, 'm', undefined, type, SENTINEL)).toThrow('Values in m have no cycle');
  }
});

test('any other interval is one in the unit that is shown', () => {
  expect(wrapped('m/year', undefined, [-5, 5])).toBe('cm/year');
  expect(wrapped('m/year', 'mm', [-10, 10])).toBe('mm');
  expect(wrapped('1', undefined, [0, 0.5])).toBe('1');
  expect(() => wrapped('m', 'km', [0, 1])).toThrow('Values in km have no cycle');
});
