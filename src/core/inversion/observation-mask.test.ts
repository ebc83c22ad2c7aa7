import { expect, test } from 'vitest';
import { blankByMask, makeRelative, type ObservationMask, switchedOff } from './observation-mask.ts';

const relative = (values: number[], kind: 'phase' | 'offset', isOff?: Uint8Array) => {
  const observed = Float32Array.from(values);
  makeRelative(observed, 3, new Array(values.length / 3).fill(1), isOff, kind);
  return Array.from(observed);
};

test('phase is relative to the reference; no data and the reference pixel itself are unobserved', () => {
  expect(relative([3, 0, 1], 'phase')).toEqual([2, Number.NaN, Number.NaN]);
});

test('an offset of zero is an observation', () => {
  expect(relative([3, 0, 1], 'offset')).toEqual([2, 0, 0]);
});

test('pixels that are 0 or NaN in a mask are left out of every interferogram', () => {
  const isOff = switchedOff([Float32Array.from([1, 0, Number.NaN]), Float32Array.from([1, 1, 1])], 3);
  expect(relative([3, 4, 5, 6, 7, 8], 'phase', isOff)).toEqual([2, NaN, NaN, 5, NaN, NaN]);
  expect(switchedOff([], 3)).toBeUndefined();
});

test('coherence masks at or above its threshold, components where they are labelled, deviations at or below', () => {
  const values = Float32Array.from([0.4, 0.39, Number.NaN]);
  const blanked = (mask: ObservationMask) => {
    const observed = Float32Array.from([3, 3, 3]);
    blankByMask(observed, values, mask);
    return Array.from(observed);
  };
  expect(blanked({ rule: 'least', threshold: Math.fround(0.4) })).toEqual([3, NaN, NaN]);
  expect(blanked({ rule: 'nonzero', threshold: 0 })).toEqual([3, 3, NaN]);
  expect(blanked({ rule: 'most', threshold: 0.395 })).toEqual([NaN, 3, 3]);
});
