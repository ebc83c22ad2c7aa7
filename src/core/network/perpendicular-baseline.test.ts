import { expect, test } from 'vitest';
import { parsePair } from './pairs.ts';
import { perpBaselineTimeseries } from './perpendicular-baseline.ts';

test('baselines of a consistent network are recovered, first date zero', () => {
  const pairs = ['200101-200113', '200113-200125', '200101-200125'].map(parsePair);
  const got = perpBaselineTimeseries(pairs, [10, -30, -20]);
  [0, 10, -20].forEach((value, k) => {
    expect(got[k]).toBeCloseTo(value, 10);
  });
});

test('a misclosure is shared by least squares', () => {
  const pairs = ['200101-200113', '200113-200125', '200101-200125'].map(parsePair);
  const got = perpBaselineTimeseries(pairs, [0, 0, 3]);
  [0, 1, 2].forEach((value, k) => {
    expect(got[k]).toBeCloseTo(value, 10);
  });
});

test('a star from a middle date still starts at zero', () => {
  const got = perpBaselineTimeseries(['200113-200101', '200113-200125'].map(parsePair), [-5, 7]);
  [0, 5, 12].forEach((value, k) => {
    expect(got[k]).toBeCloseTo(value, 10);
  });
});

test('one baseline too few is an error', () => {
  expect(() => perpBaselineTimeseries([parsePair('200101-200113')], [])).toThrow(/0 perpendicular/);
});
