import { expect, test } from 'vitest';
import { areaSeries } from './area.ts';

/** Two dates of 3 x 4 pixels; what lies in the second column is no data, or the reference pixel. */
const PLANES = [
  [1, 0, 3, 4, 5, 0, 7, 8, 9, 0, 11, 12],
  [2, 0, 6, 8, 10, 0, 14, 16, 18, 0, 22, 24],
];

test('zeros at all dates are no data, but those of the reference pixel are values', async () => {
  const outline = [
    [-0.5, -0.5],
    [-0.5, 2.5],
    [1.5, 2.5],
    [1.5, -0.5],
  ] as const;
  const source = { product: 'timeseries.h5', dataset: 'timeseries', planes: [0, 1], zeroIsEmpty: true };
  const meansOf = async (origin?: readonly [number, number]) => {
    const sources = [{ ...source, ...(origin && { origin }) }];
    const question = { sources, outline, length: 3, width: 4 };
    const { mean, count } = await areaSeries(question, async (_, __, plane, { y0, x0, y1, x1 }) => {
      const data: number[] = [];
      for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) data.push(PLANES[plane][y * 4 + x]);
      return { data: Float32Array.from(data) };
    });
    return { mean: [...mean], count: [...count] };
  };
  // 1, 3, 5 and 7, of six pixels.
  expect(await meansOf()).toEqual({ mean: [4, 8], count: [4, 4] });
  expect(await meansOf([0, 1])).toEqual({ mean: [16 / 5, 32 / 5], count: [5, 5] });
  expect(await meansOf([2, 1])).toEqual(await meansOf());
});
