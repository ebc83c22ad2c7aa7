import { expect, test } from 'vitest';
import { pythonFloat, pythonFloat32 } from './python-float.ts';

test.each([
  [3, '3.0'],
  [-0.5, '-0.5'],
  [1e-5, '1e-05'],
  [0.0001, '0.0001'],
  [-1.25e-7, '-1.25e-07'],
  [1e16, '1e+16'],
  [1.5e300, '1.5e+300'],
  [123456789012345680, '1.2345678901234568e+17'],
  [9999999999999998, '9999999999999998.0'],
  [1e15, '1000000000000000.0'],
  [56.3 * 3, '168.89999999999998'],
  [120, '120.0'],
  [0, '0.0'],
  [-0, '-0.0'],
  [Number.NaN, 'nan'],
  [-Infinity, '-inf'],
])('Python prints %f as %s', (value, text) => {
  expect(pythonFloat(value)).toBe(text);
});

test.each([
  [36.396786, '36.396786'],
  [0.1, '0.1'],
  [33554432, '33554432.0'],
  [-117.993645, '-117.993645'],
  [1e-5, '1e-05'],
  [100, '100.0'],
])('numpy prints float32 %f as %s', (value, text) => {
  expect(pythonFloat32(value)).toBe(text);
});
