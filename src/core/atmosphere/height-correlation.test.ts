import { describe, expect, it } from 'vitest';
import { createRandom } from '../stats/random.ts';
import {
  estimateHeightDelay,
  HeightCorrelationError,
  relativeSlantHeight,
  removeHeightDelay,
  slantHeight,
} from './height-correlation.ts';
import { ENVISAT_DRIFT, removeOscillatorDrift } from './oscillator-drift.ts';

const random = createRandom(4);
const height = relativeSlantHeight(
  Float32Array.from({ length: 400 }, () => 1800 * random()),
  Float32Array.from({ length: 400 }, () => 30 + 10 * random()),
  slantHeight(500, 35),
);
const polynomial = (h: number) => 0.01 + 3e-5 * h - 2e-9 * h * h + 4e-12 * h ** 3;

describe('delay that follows height', () => {
  it('an exact polynomial is found and removed up to its constant', () => {
    const displacement = height.map(polynomial);
    const delay = estimateHeightDelay(height, displacement, { polyOrder: 3 });
    expect(delay.correlation).toBeGreaterThan(0.99);
    expect(delay.coefficients[0]).toBeCloseTo(0.01, 7);
    expect(delay.coefficients[3] / 4e-12).toBeCloseTo(1, 3);
    for (const rest of removeHeightDelay(displacement, height, delay)) expect(rest).toBeCloseTo(0.01, 6);
  });

  it('every order up to 5 is removed from what it describes', () => {
    const order5 = (h: number) => polynomial(h) + 3e-16 * h ** 4 - 2e-19 * h ** 5;
    for (const polyOrder of [1, 2, 3, 4, 5]) {
      const all = Float64Array.of(0.01, 3e-5, -2e-9, 4e-12, 3e-16, -2e-19);
      const coefficients = all.slice(0, polyOrder + 1);
      const rest = removeHeightDelay(height.map(order5), height, { correlation: 1, coefficients });
      rest.forEach((value, i) => {
        const delay = coefficients.reduce((sum, c, k) => (k === 0 ? 0 : sum + c * height[i] ** k), 0);
        expect(value).toBeCloseTo(order5(height[i]) - delay, 6);
      });
    }
  });

  it('NaN is left out of the estimate, exact zeros stay zero', () => {
    const displacement = height.map((h) => 0.02 + 1e-5 * h);
    displacement[3] = Number.NaN;
    const delay = estimateHeightDelay(height, displacement);
    expect(delay.coefficients[1] / 1e-5).toBeCloseTo(1, 4);
    displacement[5] = 0;
    const corrected = removeHeightDelay(displacement, height, delay);
    expect(corrected[3]).toBeNaN();
    expect(corrected[5]).toBe(0);
    expect(corrected[6]).toBeCloseTo(0.02, 6);
  });

  it('dates of little correlation, of zeros, or over flat ground are left alone', () => {
    const noise = height.map(() => random() - 0.5);
    expect([...estimateHeightDelay(height, noise, { minCorrelation: 0.5 }).coefficients]).toEqual([0, 0]);
    const zeros = estimateHeightDelay(height, new Float32Array(400));
    expect(zeros.correlation).toBe(0);
    expect(removeHeightDelay(noise, height, zeros)).toEqual(noise);
    const flat = new Float32Array(400);
    expect(removeHeightDelay(noise, flat, estimateHeightDelay(flat, noise))).toEqual(noise);
  });

  it('needs pixels and a sensible order', () => {
    const nothing = height.map(() => Number.NaN);
    expect(() => estimateHeightDelay(height, nothing)).toThrow(HeightCorrelationError);
    expect(() => estimateHeightDelay(height, height, { polyOrder: 0 })).toThrow(HeightCorrelationError);
    expect(() => estimateHeightDelay(height, height.subarray(1))).toThrow(/399/);
  });
});

describe('oscillator drift', () => {
  it('grows with range and time from the reference pixel and date', () => {
    const block = Float32Array.of(0, 0, 0, 0, 0.1, 0.2);
    const slantRange = Float32Array.of(8.5e5, 8.6e5);
    const reference = { slantRange: 8.5e5, year: 2004 };
    const out = removeOscillatorDrift(block, slantRange, [2003, 2004, 2006], reference);
    [0, ENVISAT_DRIFT * 1e4, 0, 0, 0.1, 0.2 - 2e4 * ENVISAT_DRIFT].forEach((value, i) => {
      expect(out[i]).toBeCloseTo(value, 7);
    });
    expect(() => removeOscillatorDrift(block, slantRange, [2003], reference)).toThrow(/1 dates/);
  });
});
