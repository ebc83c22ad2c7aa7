import { expect, test } from 'vitest';
import { fastest, NoLinearMemory } from './simd-module.ts';

const plain = () => 'plain';
const without = (error: Error) => () => {
  throw error;
};

test('work goes without vector instructions where the machine has none, or no room for their memory', () => {
  expect(fastest(true, () => 'fast', plain)).toBe('fast');
  expect(fastest(false, () => 'fast', plain)).toBe('plain');
  expect(fastest(true, without(new NoLinearMemory('no room')), plain)).toBe('plain');
});

test('any other failure of the fast way is told', () => {
  expect(() => fastest(true, without(new TypeError('a bug')), plain)).toThrow('a bug');
});
