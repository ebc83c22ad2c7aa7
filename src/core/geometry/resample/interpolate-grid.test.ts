import { expect, test } from 'vitest';
import { expectWithin, unitCases } from '../../../../test/support/units.ts';
import { grid } from '../../array.ts';
import { interpolateGrid } from './interpolate-grid.ts';

const cases = unitCases('image_ops').filter(({ name }) => name.startsWith('interp_'));

test.each(cases)('agrees with the reference: $name', ({ input, expected, tolerance }) => {
  const { in_data, out_shape, interp_method } = input;
  const from = {
    data: Float64Array.from(in_data.flat()),
    shape: [in_data.length, in_data[0].length] as const,
  };
  const [length, width] = out_shape;
  const { data } = interpolateGrid(from, { length, width }, interp_method);
  const rows = Array.from({ length }, (_, y) => [...data.subarray(y * width, (y + 1) * width)]);
  expectWithin(rows, expected, tolerance);
});

test('one row and one column stay what they are, and so does the type', () => {
  const { data, shape } = interpolateGrid(grid(Float32Array.of(3), 1, 1), { length: 2, width: 3 });
  expect([data, shape]).toEqual([Float32Array.of(3, 3, 3, 3, 3, 3), [2, 3]]);
});
