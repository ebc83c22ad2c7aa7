import { expect, test } from 'vitest';
import { choice, fillValue, float, int, orNo } from './value-type.ts';

test('any text with nan is not-a-number as a fill value', () => {
  expect(fillValue.parse('np.nan')).toBeNaN();
  expect(fillValue.parse('-9999')).toBe(-9999);
  expect(() => fillValue.parse('empty')).toThrow('"empty" is not a number or nan.');
});

test('whole numbers are written without a point, decimals also with an exponent', () => {
  expect(int(1).parse('[3]')).toBe(3);
  expect(float().parse('2.5e3')).toBe(2500);
  expect(float(0).parse('.5')).toBe(0.5);
  for (const bad of ['2.0', '', '0x10', '1 2', '0'])
    expect(() => int(1).parse(bad), bad).toThrow('whole number');
  for (const bad of ['1,5', 'inf', '', '-']) expect(() => float().parse(bad), bad).toThrow('is not a number');
});

test('names are matched in any case and given back as listed', () => {
  expect(choice('var', 'no').parse('VAR')).toBe('var');
  expect(choice('var', 'no').parse('off')).toBe('no');
  expect(choice('ERA5', 'NARR').parse('era5')).toBe('ERA5');
  expect(() => choice('ERA5', 'NARR').parse('ERA6')).toThrow('"ERA6" is not ERA5 or NARR.');
});

test('an optional value is null for no and none, and says so when it refuses', () => {
  expect(orNo(int()).parse('None')).toBeNull();
  expect(orNo(int()).parse('0')).toBe(0);
  expect(() => orNo(int()).parse('x')).toThrow('"x" is not a whole number, or no.');
});
