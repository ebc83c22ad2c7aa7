import { expect, test } from 'vitest';
import { referencedPhase } from './referenced-phase.ts';

const phase = Float32Array.of(1.5, 0, -2.25, 7.125, 0, Number.NaN, 3.0625);

test.each([1, 3, 4, 5, 7])('%i pixels are relative to the reference, those without data as told', (width) => {
  const grid = { data: phase.slice(0, width), shape: [1, width] as const };
  const shifted = grid.data.map((value) => value - 0.3);
  expect(referencedPhase(grid, 0.3, 'shift').data).toEqual(shifted);
  expect(referencedPhase(grid, 0.3, 'keep').data).toEqual(
    shifted.map((value, i) => (grid.data[i] === 0 ? 0 : value)),
  );
  const out = new Float32Array(width);
  expect(referencedPhase(grid, 0.3, 'keep', out).data).toBe(out);
});
