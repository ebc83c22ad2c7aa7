import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as type from './number-list-type.ts';

test('index ranges include both ends', () => {
  expect(type.indices.parse('1:5,25')).toEqual([1, 2, 3, 4, 5, 25]);
  expect(type.indices.parse('[0, 2:2]')).toEqual([0, 2]);
  for (const bad of ['5:1', '-1', '1.5', '1:2:3', '0:99999999']) {
    expect(() => type.indices.parse(bad), bad).toThrow('is not an index like 25 or a range like 1:5.');
  }
});

test('any range of indices has as many members as its ends say', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), (first, more) => {
      expect(type.indices.parse(`${first}:${first + more}`)).toHaveLength(more + 1);
    }),
  );
});

test('periods are positive numbers', () => {
  expect(type.positives.parse('1,0.5')).toEqual([1, 0.5]);
  expect(type.positives.parse('1; .5')).toEqual([1, 0.5]);
  expect(() => type.positives.parse('1,-0.5')).toThrow('is not numbers greater than 0');
});
