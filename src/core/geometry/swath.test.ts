import { expect, test } from 'vitest';
import { acrossLine, acrossProfiles, crossings, movedAside } from './swath.ts';
import { transectPoints } from './transect.ts';

test('to the right of a line that runs down the page lie smaller columns, by ground size', () => {
  const down = [
    [0, 5],
    [9, 5],
  ] as const;
  const [dy, dx] = acrossLine(down, { y: 10, x: 20 });
  expect([dy, dx]).toEqual([0, -0.05]);
  const { y, x } = movedAside(transectPoints(...down), [dy, dx], 40);
  expect([...y]).toEqual([...transectPoints(...down).y]);
  expect(new Set(x)).toEqual(new Set([3]));
});

test('crossings are at right angles on the ground, their middles on the trace, the first after half the interval', () => {
  const spacing = { y: 10, x: 30 };
  const trace = [
    [0, 0],
    [6, 4],
    [6, 12],
  ] as const;
  const whole = Math.hypot(60, 120) + 240;
  const lines = crossings(trace, spacing, 80, 100);
  expect(lines).toHaveLength(Math.floor(whole / 100 + 0.5));
  lines.forEach(([start, end], k) => {
    const along = 50 + 100 * k;
    const [vy, vx] = [(end[0] - start[0]) * spacing.y, (end[1] - start[1]) * spacing.x];
    expect(Math.hypot(vy, vx)).toBeCloseTo(80, 9);
    const isFirst = along < Math.hypot(60, 120);
    expect(isFirst ? vy * 60 + vx * 120 : vx).toBeCloseTo(0, 9);
    const [y, x] = [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2];
    const share = along / Math.hypot(60, 120);
    if (isFirst) expect([y, x]).toEqual([expect.closeTo(6 * share, 9), expect.closeTo(4 * share, 9)]);
    else expect([y, x]).toEqual([6, expect.closeTo(4 + (along - Math.hypot(60, 120)) / 30, 9)]);
  });
  const [[start, end], ...more] = crossings(trace, spacing, 80);
  expect(more).toEqual([]);
  expect((start[0] + end[0]) / 2).toBe(6);
});

test('mean and spread leave out what has no data, and tell how many profiles have', () => {
  const profiles = [
    [1, Number.NaN, Number.NaN],
    [4, 2, Number.NaN],
    [7, Number.NaN, Number.NaN],
  ].map((values) => Float64Array.from(values));
  const { mean, spread, count } = acrossProfiles(profiles);
  expect([...mean]).toEqual([4, 2, Number.NaN]);
  expect([...spread]).toEqual([Math.sqrt(6), 0, Number.NaN]);
  expect([...count]).toEqual([3, 1, 0]);
});
