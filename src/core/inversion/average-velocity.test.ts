import { expect, test } from 'vitest';
import { createRandom } from '../stats/random.ts';
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
    addToStack(stack, Float32Array.of(phase + 1, 1, Number.NaN), {
      referencePhase: [1],
      years: [years],
      wavelength,
    });
  }
  const got = averageVelocity(stack);
  expect(got[0]).toBeCloseTo(velocity, 7);
  expect(got[1]).toBe(0);
  expect(got[2]).toBeNaN();
});

test('missing values do not count', () => {
  const stack = velocityStack(1);
  const one = { referencePhase: [0], years: [1], wavelength: 4 * Math.PI };
  addToStack(stack, Float32Array.of(-2), one);
  addToStack(stack, Float32Array.of(Number.NaN), one);
  expect(averageVelocity(stack)[0]).toBe(2);
  expect(() => addToStack(stack, new Float32Array(2), one)).toThrow(/2 phases for 1/);
});

test('interferograms given together give the bits of those given one by one, with any of them missing', () => {
  const [numIfgram, numPixel] = [11, 1500];
  const random = createRandom(4);
  const phase = Float32Array.from({ length: numIfgram * numPixel }, () =>
    random() < 0.1 ? Number.NaN : 20 * random() - 10,
  );
  phase.fill(Number.NaN, 7, 8);
  const referencePhase = Float64Array.from({ length: numIfgram }, random);
  const years = Float64Array.from({ length: numIfgram }, () => random() + 0.1);
  const together = velocityStack(numPixel);
  addToStack(together, phase, { referencePhase, years, wavelength: 0.056 });
  const alone = velocityStack(numPixel);
  for (let k = 0; k < numIfgram; k++)
    addToStack(alone, phase.subarray(k * numPixel, (k + 1) * numPixel), {
      referencePhase: [referencePhase[k]],
      years: [years[k]],
      wavelength: 0.056,
    });
  expect(together).toEqual(alone);
});

test('phase toward longer range is motion away; offsets refer to pixels before multilooking', () => {
  expect(displacementPerRadian(4 * Math.PI)).toBe(-1);
  expect(displacementPerAzimuthPixel(14, 7)).toBe(2);
  expect(displacementPerRangePixel(8, 2)).toBe(-4);
});
