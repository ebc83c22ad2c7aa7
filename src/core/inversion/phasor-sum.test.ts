import { expect, test } from 'vitest';
import { addPhasors } from './phasor-sum.ts';

test('cosine and sine are right to 1e-9 from -100 to 100 rad', () => {
  const phase = Float64Array.from({ length: 20001 }, (_, k) => (k - 10000) / 100);
  const cos = new Float64Array(phase.length);
  const sin = new Float64Array(phase.length);
  addPhasors(phase, cos, sin);
  phase.forEach((value, k) => {
    expect(Math.abs(cos[k] - Math.cos(value))).toBeLessThan(1e-9);
    expect(Math.abs(sin[k] - Math.sin(value))).toBeLessThan(1e-9);
  });
});

test('a phase of zero adds exactly one and nothing', () => {
  const cos = Float64Array.of(2);
  const sin = Float64Array.of(3);
  addPhasors(Float64Array.of(0), cos, sin);
  expect([cos[0], sin[0]]).toEqual([3, 3]);
});
