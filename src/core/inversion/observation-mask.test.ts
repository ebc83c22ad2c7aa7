import { expect, test } from 'vitest';
import { blankUnobserved } from './observation-mask.ts';

const blanked = (
  values: number[],
  numPixel: number,
  options: Partial<Parameters<typeof blankUnobserved>[2]>,
) => {
  const observed = Float32Array.from(values);
  const numIfgram = values.length / numPixel;
  blankUnobserved(observed, numPixel, {
    referenceValues: new Array(numIfgram).fill(1),
    isPhase: true,
    ...options,
  });
  return Array.from(observed);
};

test('phase is relative to the reference; no data and the reference pixel itself are unobserved', () => {
  expect(blanked([3, 0, 1], 3, {})).toEqual([2, Number.NaN, Number.NaN]);
});

test('an offset of zero is an observation', () => {
  expect(blanked([3, 0, 1], 3, { isPhase: false })).toEqual([2, 0, 0]);
});

test('pixels that are 0 or NaN in a mask are left out of every interferogram', () => {
  const waterMask = Float32Array.from([1, 0, Number.NaN]);
  expect(blanked([3, 4, 5, 6, 7, 8], 3, { pixelMasks: [waterMask] })).toEqual([2, NaN, NaN, 5, NaN, NaN]);
});

test('coherence masks at or above its threshold, components where they are labelled, deviations at or below', () => {
  const values = Float32Array.from([0.4, 0.39, Number.NaN]);
  const phase = [3, 3, 3];
  expect(blanked(phase, 3, { mask: { rule: 'least', threshold: Math.fround(0.4), values } })).toEqual([
    2,
    NaN,
    NaN,
  ]);
  expect(blanked(phase, 3, { mask: { rule: 'nonzero', threshold: 0, values } })).toEqual([2, 2, NaN]);
  expect(blanked(phase, 3, { mask: { rule: 'most', threshold: 0.395, values } })).toEqual([NaN, 2, 2]);
});
