import { expect, test } from 'vitest';
import { addToStack, averageVelocity, velocityStack } from './average-velocity.ts';
import {
  displacementPerAzimuthPixel,
  displacementPerRadian,
  displacementPerRangePixel,
} from './displacement-scale.ts';

test('steady motion gives its velocity from interferograms of any length and direction', () => {
  const wavelength = 0.056;
  const velocity = 0.03;
  const stack = velocityStack(3);
  for (const years of [0.1, 0.5, -0.25]) {
    const phase = (velocity * years) / displacementPerRadian(wavelength);
    addToStack(stack, Float32Array.of(phase + 1, 1, Number.NaN), { referencePhase: 1, years, wavelength });
  }
  const got = averageVelocity(stack);
  expect(got[0]).toBeCloseTo(velocity, 7);
  expect(got[1]).toBe(0);
  expect(got[2]).toBeNaN();
});

test('missing values do not count', () => {
  const stack = velocityStack(1);
  const one = { referencePhase: 0, years: 1, wavelength: 4 * Math.PI };
  addToStack(stack, Float32Array.of(-2), one);
  addToStack(stack, Float32Array.of(Number.NaN), one);
  expect(averageVelocity(stack)[0]).toBe(2);
  expect(() => addToStack(stack, new Float32Array(2), one)).toThrow(/2 phases for 1/);
});

test('phase toward longer range is motion away; offsets refer to pixels before multilooking', () => {
  expect(displacementPerRadian(4 * Math.PI)).toBe(-1);
  expect(displacementPerAzimuthPixel(14, 7)).toBe(2);
  expect(displacementPerRangePixel(8, 2)).toBe(-4);
});
