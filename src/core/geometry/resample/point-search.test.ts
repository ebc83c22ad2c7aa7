import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestSearch, searchInPlace } from './point-search.ts';
import { hasSimdPointSearch } from './point-search-simd.ts';
import { pointTree, toSphere, treePoints } from './point-tree.ts';

/** Points on a patch of the sphere, some of them in one place. */
const scene = fc.record({
  precision: fc.constantFrom<'single' | 'double'>('single', 'double'),
  places: fc.array(fc.tuple(fc.nat(400), fc.nat(400)), { minLength: 0, maxLength: 300 }),
  wanted: fc.array(fc.tuple(fc.integer({ min: -60, max: 460 }), fc.nat(400)), {
    minLength: 1,
    maxLength: 60,
  }),
  radius: fc.constantFrom(0, 40, 300, 1e7),
  epsilon: fc.constantFrom(0, 0.5),
});
const degrees = ([y, x]: [number, number]) => [40 + y * 1e-3, -120 + x * 1e-3] as const;

test('vectors and plain code find the same neighbours, and without epsilon the nearest', () => {
  expect(hasSimdPointSearch()).toBe(true);
  fc.assert(
    fc.property(scene, ({ precision, places, wanted, radius, epsilon }) => {
      const points = treePoints(places.length, precision);
      for (const [k, place] of places.entries()) {
        const [lat, lon] = degrees(place);
        toSphere(lat, lon, points.xyz, 3 * k);
        points.index[k] = k + 7;
      }
      const own = points.xyz.slice();
      const tree = pointTree(points);
      const targets = new Float32Array(3 * (wanted.length + 1));
      for (const [k, place] of wanted.entries()) {
        const [lat, lon] = degrees(place);
        toSphere(lat, lon, targets, 3 * k);
      }
      targets[3 * wanted.length + 1] = Number.NaN;
      const found = [nearestSearch, searchInPlace].map((make) => {
        const out = new Int32Array(wanted.length + 1);
        make(tree, radius, epsilon)(targets, out);
        return out;
      });
      expect(found[0]).toEqual(found[1]);
      expect(found[0][wanted.length]).toBe(-1);
      if (epsilon > 0) return;
      for (let k = 0; k < wanted.length; k++) {
        const distance = (p: number) =>
          [0, 1, 2].reduce((sum, d) => sum + (own[3 * p + d] - targets[3 * k + d]) ** 2, 0);
        const least = Math.min(Infinity, ...places.map((_, p) => distance(p)));
        if (least < radius * radius) expect(distance(found[0][k] - 7)).toBe(least);
        else expect(found[0][k]).toBe(-1);
      }
    }),
    { numRuns: 200 },
  );
});

test('more places than are handed over at once', () => {
  const points = treePoints(2000, 'single');
  for (let k = 0; k < 2000; k++) {
    toSphere(10 + 1e-3 * Math.floor(k / 50), 20 + 1e-3 * (k % 50), points.xyz, 3 * k);
    points.index[k] = k;
  }
  const tree = pointTree(points);
  const targets = new Float32Array(3 * 10_000);
  for (let k = 0; k < 10_000; k++)
    toSphere(10 + 4e-4 * Math.floor(k / 100), 20 + 5e-4 * (k % 100), targets, 3 * k);
  const [fast, plain] = [nearestSearch, searchInPlace].map((make) => {
    const out = new Int32Array(10_000);
    make(tree, 200, 0.5)(targets, out);
    return out;
  });
  expect(fast).toEqual(plain);
  expect(new Set(fast).size).toBeGreaterThan(1900);
});
