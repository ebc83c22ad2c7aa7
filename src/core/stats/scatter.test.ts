import { expect, test } from 'vitest';
import { createGaussian } from './gaussian.ts';
import { createRandom } from './random.ts';
import { judgeScatter, prepareScatter, removeSteadyMotion } from './scatter.ts';
import { chooseScatterSample, LAGS } from './scatter-sample.ts';

const size = { length: 400, width: 700 };
const spacing = { y: 60, x: 25 }; // 24 km x 17.5 km
const all = new Uint8Array(size.length * size.width).fill(1);
const everywhere = chooseScatterSample(all, size, spacing);
const { rows, columns } = everywhere;
const used = new Uint8Array(rows.length).fill(1);
const at = (value: (y: number, x: number) => number) =>
  Float32Array.from(rows, (y, k) => value(y * spacing.y, columns[k] * spacing.x));

test('pairs are their distance apart on the ground, in all directions, and there are none where the scene is smaller', () => {
  const counts = everywhere.pairs.map(({ first }) => first.length);
  expect(counts).toEqual([1000, 1000, expect.any(Number), 0]);
  expect(counts[2]).toBeGreaterThan(30);
  everywhere.pairs.forEach(({ first, second }, n) => {
    let steep = 0;
    first.forEach((p, k) => {
      const q = second[k];
      const [dy, dx] = [(rows[q] - rows[p]) * spacing.y, (columns[q] - columns[p]) * spacing.x];
      expect(Math.abs(Math.hypot(dy, dx) / LAGS[n] - 1)).toBeLessThanOrEqual(0.1);
      if (Math.abs(dy) > Math.abs(dx)) steep++;
    });
    if (n < 2) expect(Math.abs(steep / first.length - 0.5)).toBeLessThan(0.15);
  });
});

test('the sample is bounded, avoids masked pixels, lies in few rows and is the same every time', () => {
  const large = { length: 1000, width: 1000 };
  const mask = Uint8Array.from({ length: 1e6 }, (_, i) => (i % 1000 < 500 ? 1 : 0));
  const sample = chooseScatterSample(mask, large, { y: 200, x: 200 });
  expect(sample.rows.length).toBeLessThan(14_500);
  expect(sample.columns.every((x) => x < 500)).toBe(true);
  expect(new Set(sample.rows).size).toBeLessThan(1000 / 5);
  expect(sample.pairs.map(({ first }) => first.length > 500)).toEqual([true, true, true, true]);
  expect(chooseScatterSample(mask, large, { y: 200, x: 200 }).rows).toEqual(sample.rows);
  expect(chooseScatterSample(new Uint8Array(12), { length: 3, width: 4 }, spacing).rows).toHaveLength(0);
  expect(() => chooseScatterSample(mask, size, spacing)).toThrow('is not 400 x 700');
});

test('a plane has no scatter but a ramp, and its semivariance grows with the square of the distance', () => {
  const slope = 1e-6; // m per m
  const result = prepareScatter(everywhere, used)(at((_, x) => slope * x));
  expect(result.scatter).toBeLessThan(1e-8);
  // of evenly spread values over 17.5 km
  expect(result.withRamp).toBeCloseTo((slope * 17_500) / Math.sqrt(12), 4);
  const [near, far, , none] = result.semivariance;
  // half the mean of (h cos)² over all directions is h²/4
  expect(near / ((slope * LAGS[0]) ** 2 / 4)).toBeCloseTo(1, 0);
  expect(far / near).toBeGreaterThan(20);
  expect(none).toBeNaN();
});

test('white noise has its variance at every distance and as square of the scatter', () => {
  const gaussian = createGaussian(createRandom(5));
  const { scatter, semivariance, heightCorrelation } = prepareScatter(
    everywhere,
    used,
    at((y) => y),
  )(at(() => 0.01 * gaussian()));
  expect(scatter).toBeCloseTo(0.01, 3);
  for (const value of semivariance.slice(0, 2)) expect(value / 1e-4).toBeCloseTo(1, 0);
  expect(Math.abs(heightCorrelation)).toBeLessThan(0.05);
});

test('what follows height is found under a ramp, with its sign', () => {
  const height = at((y, x) => 500 * Math.sin(y / 3000) * Math.cos(x / 2000));
  const scatter = prepareScatter(everywhere, used, height);
  const values = Float32Array.from(height, (h, k) => -2e-5 * h + 1e-4 * rows[k] - 3e-5 * columns[k]);
  expect(scatter(values).heightCorrelation).toBeCloseTo(-1, 4);
  expect(prepareScatter(everywhere, new Uint8Array(used.length))(values).scatter).toBeNaN();
});

test('what is left beside steady motion does not depend on the reference date', () => {
  const years = [2018, 2018.1, 2018.3, 2018.6, 2019, 2019.2];
  const noise = [0.01, -0.02, 0.005, 0.03, -0.01, 0];
  const series = (reference: number) =>
    Float32Array.from(
      noise.flatMap((n, k) => [n - noise[reference] + 0.05 * years[k], -n + noise[reference]]),
    );
  const [first, second] = [series(0), series(3)];
  removeSteadyMotion(first, years);
  removeSteadyMotion(second, years);
  first.forEach((value, k) => {
    expect(value).toBeCloseTo(second[k], 5);
  });
  expect(first[0]).toBeCloseTo(-first[1], 5);
  const few = Float32Array.from([1, 2, 6]);
  removeSteadyMotion(few, [2018, 2019, 2020]);
  expect([...few]).toEqual([-2, -1, 3].map((value) => expect.closeTo(value, 5)));
});

test('a correction helps when most dates are quieter than before', () => {
  expect(judgeScatter([2, 2, 2, Number.NaN], [1, 1, 9, 1])).toMatchObject({
    numDate: 3,
    numBetter: 2,
    helps: true,
  });
  expect(judgeScatter([2, 2], [1, 2])).toMatchObject({ numBetter: 1, helps: false });
  expect(judgeScatter([3, 4], [0, 0]).before).toBeCloseTo(Math.sqrt(12.5), 12);
  expect(judgeScatter([], []).helps).toBe(false);
});
