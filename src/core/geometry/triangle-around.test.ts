import { expect, test } from 'vitest';
import { triangleAround } from './triangle-around.ts';

test('values of a plane are found anywhere in a sheared grid, from the neighbours around', () => {
  const grid = Array.from({ length: 25 }, (_, k) => [Math.floor(k / 5), k % 5] as const);
  const x = grid.map(([i, j]) => -117 + 0.004 * j - 0.0012 * i);
  const y = grid.map(([i, j]) => 33 + 0.005 * i + 0.0008 * j);
  const plane = (u: number, v: number) => 3 * (u + 117) - 2 * (v - 33);
  for (const [u, v] of [
    [-116.9935, 33.0121],
    [-116.992, 33.009],
    [x[12], y[12]],
  ]) {
    const found = triangleAround(x, y, [u, v])!;
    const value = found.points.reduce((sum, k, n) => sum + found.weights[n] * plane(x[k], y[k]), 0);
    expect(value).toBeCloseTo(plane(u, v), 12);
    for (const k of found.points) expect(Math.hypot(x[k] - u, y[k] - v)).toBeLessThan(0.008);
  }
  expect(triangleAround(x, y, [-118, 33])).toBeUndefined();
});

test('of two ways to part a quadrangle that with the empty circles is taken, and gaps are no points', () => {
  // a kite: the short diagonal from 0 to 2 parts it
  const [x, y] = [
    [0, 2, 1, -1],
    [0, 0.5, 1, 2],
  ];
  expect([...triangleAround(x, y, [0.4, 0.7])!.points].sort()).toEqual([0, 2, 3]);
  expect(
    triangleAround([0, Number.NaN, 1, 0], [0, 0, 0, 1], [0.2, 0.2])!.weights.reduce((a, b) => a + b),
  ).toBeCloseTo(1);
});
