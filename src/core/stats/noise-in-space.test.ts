import { expect, test } from 'vitest';
import { errorCorrelation } from './noise-in-space.ts';
import { pairsByDistance } from './pairs-by-distance.ts';
import { rereferenceErrors } from './rereferenced-errors.ts';

const noise = { distances: [100, 1000, 10_000], semivariances: [1, 2, 4] };

test('errors relative to a far place are alike where places are near, and half alike where all are far apart', () => {
  const far = 50_000;
  expect(errorCorrelation(noise, { ar: far, br: far, ab: 0 })).toBe(1);
  expect(errorCorrelation(noise, { ar: far, br: far, ab: 50 })).toBeCloseTo(1 - 1 / 8, 12);
  expect(errorCorrelation(noise, { ar: far, br: far, ab: Math.sqrt(1000 * 10_000) })).toBeCloseTo(
    1 - Math.sqrt(8) / 8,
    12,
  );
  expect(errorCorrelation(noise, { ar: far, br: far, ab: far })).toBe(0.5);
  expect(errorCorrelation(noise, { ar: 0, br: far, ab: far })).toBe(0);
});

test('standard deviations relative to another pixel are 0 there, and what it had at the old one; 0 stays none', () => {
  // Four pixels in a row, 1 km apart, relative to the first: the standard deviations of this noise at 0, 1, 2 and 3 km.
  const semivariances = [2, 2.5, 3];
  const space = {
    noise: { distances: [1000, 2000, 3000], semivariances },
    spacing: { y: 1000, x: 1000 },
  };
  const block = { y0: 3, y1: 4, width: 5, numPixel: 5 };
  const old = [0, ...semivariances.map((value) => Math.sqrt(2 * value)), 0];
  const values = Float64Array.from(old);
  const [from, to] = [
    { y: 3, x: 0 },
    { y: 3, x: 2 },
  ];
  rereferenceErrors(values, { added: old[2], from, to, space }, block);
  const expected = [5, 4, 0, 4].map(Math.sqrt);
  for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 12);
  expect(values[4]).toBe(0);

  const independent = Float32Array.of(0, 3, 4, Number.NaN, 0);
  rereferenceErrors(independent, { added: 4, from, to }, block);
  expect([...independent]).toEqual([4, 5, 0, Number.NaN, 0]);
});

test('pairs are told by distance, the same at every look, and few pairs say nothing', () => {
  const row = Array.from({ length: 60 }, (_, i) => 100 * i);
  const places = { north: row.map(() => 0), east: row };
  const pairs = pairsByDistance(places);
  expect(pairs).toEqual(pairsByDistance(places));
  expect(pairs.length).toBeGreaterThan(6);
  for (const { distance, first, second } of pairs) {
    expect(first.length).toBeGreaterThanOrEqual(64);
    for (const [n, a] of first.entries())
      expect(Math.abs(Math.log10(Math.abs(row[a] - row[second[n]]) / distance))).toBeLessThan(1 / 6);
  }
  expect(pairsByDistance({ north: [0, 0], east: [0, 100] })).toEqual([]);
  expect(() => pairsByDistance({ north: [0], east: [] })).toThrow('1 northings are not of 0 pixels');
});
