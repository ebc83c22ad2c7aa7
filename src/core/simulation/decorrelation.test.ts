import { expect, test } from 'vitest';
import { createGaussian } from '../stats/gaussian.ts';
import { createRandom } from '../stats/random.ts';
import { coherenceOf, createLookSampler, type LookSample } from './decorrelation.ts';

const sample: LookSample = { phase: 0, coherence: 0 };

/** Statistics of n samples of a true coherence. */
function statistics(coherence: number, numLook: number, n = 60_000) {
  const draw = createLookSampler(numLook, createRandom(9));
  let [phase, squares, magnitude] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    draw(coherence, sample);
    phase += sample.phase / n;
    squares += sample.phase ** 2 / n;
    magnitude += sample.coherence / n;
  }
  return { phase, variance: squares, magnitude };
}

test('phase variance of many looks is (1 - gamma^2) / (2 L gamma^2), the Cramer-Rao bound', () => {
  for (const coherence of [0.6, 0.8, 0.95]) {
    const { phase, variance } = statistics(coherence, 100);
    const bound = (1 - coherence ** 2) / (2 * 100 * coherence ** 2);
    expect(Math.abs(phase)).toBeLessThan(0.01);
    expect(variance / bound).toBeGreaterThan(0.98);
    expect(variance / bound).toBeLessThan(1.06); // approached from above
  }
});

test('phase of incoherent pixels is uniform: variance pi^2 / 3', () => {
  expect(statistics(0, 40).variance).toBeCloseTo(Math.PI ** 2 / 3, 1);
});

test('sample coherence is biased upward where the truth is low: sqrt(pi / 4 L) for none', () => {
  expect(statistics(0, 40).magnitude).toBeCloseTo(Math.sqrt(Math.PI / 160), 2);
  expect(statistics(0.9, 40).magnitude).toBeCloseTo(0.9, 2);
});

test('samples have the distribution of averaged looks', () => {
  const numLook = 5;
  const coherence = 0.5;
  const gaussian = createGaussian(createRandom(4));
  const n = 40_000;
  let [squares, magnitude] = [0, 0];
  for (let i = 0; i < n; i++) {
    let [re, im, first, second] = [0, 0, 0, 0];
    for (let look = 0; look < numLook; look++) {
      const [ar, ai] = [gaussian(), gaussian()];
      const s = Math.sqrt(1 - coherence ** 2);
      const [br, bi] = [coherence * ar + s * gaussian(), coherence * ai + s * gaussian()];
      re += br * ar + bi * ai;
      im += bi * ar - br * ai;
      first += ar * ar + ai * ai;
      second += br * br + bi * bi;
    }
    squares += Math.atan2(im, re) ** 2 / n;
    magnitude += Math.hypot(re, im) / Math.sqrt(first * second) / n;
  }
  const drawn = statistics(coherence, numLook);
  expect(Math.abs(drawn.variance - squares)).toBeLessThan(0.03);
  expect(Math.abs(drawn.magnitude - magnitude)).toBeLessThan(0.005);
});

test('perfect coherence has no noise', () => {
  createLookSampler(10, createRandom(1))(1, sample);
  expect(Math.abs(sample.phase)).toBe(0);
  expect(sample.coherence).toBe(1);
});

test('coherence decays with time to a floor that rock keeps and plants lose, and with baseline', () => {
  expect(coherenceOf(0, true, 0, 0)).toBeCloseTo(0.96, 12);
  expect(coherenceOf(0, true, 5000, 0)).toBeCloseTo(0.96 * 0.95, 6);
  expect(coherenceOf(0.8, true, 5000, 0)).toBeCloseTo(0.96 * 0.35, 6);
  expect(coherenceOf(0.8, true, 12, 0)).toBeGreaterThan(coherenceOf(0.8, true, 24, 0));
  expect(coherenceOf(0.2, true, -12, 100)).toBe(coherenceOf(0.2, true, 12, -100));
  expect(coherenceOf(0, false, 0, 0)).toBe(0.03);
  expect(coherenceOf(1, true, 0, 0)).toBe(0.08);
});
