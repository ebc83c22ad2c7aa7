import { expect, test } from 'vitest';
import { createRandom } from '../core/stats/random.ts';
import { plainRasterRows, type RasterRows, rasterRows } from './raster-rows.ts';

const random = createRandom(11);
const fast = rasterRows();
const plain = plainRasterRows();

const some = (n: number) =>
  Float32Array.from({ length: n }, () => {
    const kind = random();
    return kind < 0.1 ? 0 : kind < 0.13 ? Number.NaN : kind < 0.2 ? 70_000 * (random() - 0.5) : 9 * random();
  });

function all({ labels, gaps }: RasterRows, values: Float32Array) {
  const whole = labels(values);
  const found = { labels: [...whole.labels], zeros: Array.from(whole.gaps) };
  return { ...found, gaps: Array.from(gaps(values)) };
}

test.each([1, 7, 8, 203, 5000, 64])(
  'vectors find the labels and gaps of plain TypeScript among %i values',
  (n) => {
    const values = some(n);
    expect(all(fast, values)).toEqual(all(plain, values));
  },
);

test('values beyond all labels become what JavaScript makes of them', () => {
  const values = Float32Array.of(1, 3e9, -1e20, Infinity, -0.5, 2147483647, -2147483648, 65537);
  expect(all(fast, values)).toEqual(all(plain, values));
  expect([...fast.labels(Float32Array.of(65537, -0.5, 2.9)).labels]).toEqual([1, 0, 2]);
});
