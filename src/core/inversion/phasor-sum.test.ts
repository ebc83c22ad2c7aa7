import { expect, test } from 'vitest';
import { phasorSum } from './phasor-sum.ts';

test('cosine and sine are right to 1e-6 from -100 to 100 rad', () => {
  const phase = Float64Array.from({ length: 20001 }, (_, k) => Math.fround((k - 10000) / 100));
  const sum = phasorSum(phase.length);
  sum.add(phase);
  sum.finish();
  phase.forEach((value, k) => {
    const reduction = Math.abs(value) * 2 ** -23; // of turns in single precision
    expect(Math.abs(1 - 2 * sum.squares[k] - Math.cos(value))).toBeLessThan(1e-6 + reduction);
    expect(Math.abs(2 * sum.products[k] - Math.sin(value))).toBeLessThan(1e-6 + reduction);
  });
});

test('the mean of many phasors is right to 5e-8, whatever their coherence', () => {
  const n = 4000;
  for (const spread of [0.1, 1, 3, Math.PI]) {
    const sum = phasorSum(1);
    let re = 0;
    let im = 0;
    for (let k = 0; k < n; k++) {
      const phase = 0.3 + spread * Math.sin(k) ** 3;
      sum.add(Float64Array.of(phase));
      re += Math.cos(phase);
      im += Math.sin(phase);
    }
    sum.finish();
    expect(Math.abs(1 - (2 * sum.squares[0]) / n - re / n)).toBeLessThan(5e-8);
    expect(Math.abs((2 * sum.products[0]) / n - im / n)).toBeLessThan(5e-8);
  }
});

test('a phase of zero adds nothing, nor does a missing one', () => {
  const sum = phasorSum(2);
  for (let k = 0; k < 20; k++) sum.add(Float64Array.of(0, Number.NaN));
  sum.finish();
  expect([...sum.squares, ...sum.products]).toEqual([0, 0, 0, 0]);
});

test('residuals too large for a phase in single precision are incoherent', () => {
  const sum = phasorSum(5);
  for (let k = 0; k < 16; k++) sum.add(Float64Array.of(1e7, -1e30, 3e38, Number.NEGATIVE_INFINITY, 0.1));
  sum.finish();
  for (let p = 0; p < 4; p++) {
    expect(1 - (2 * sum.squares[p]) / 16).toBeCloseTo(0, 6);
    expect(sum.products[p]).toBe(0);
  }
  expect(1 - (2 * sum.squares[4]) / 16).toBeCloseTo(Math.cos(0.1), 6);
});
