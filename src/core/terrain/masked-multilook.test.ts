import { expect, test } from 'vitest';
import { grid } from '../array.ts';
import { ShapeError } from '../errors.ts';
import { createRandom } from '../stats/random.ts';
import { prepareMaskedMultilook } from './masked-multilook.ts';
import { multilook } from './multilook.ts';

const [length, width] = [13, 17];
const random = createRandom(3);
const raster = Float32Array.from({ length: length * width }, () => (random() < 0.1 ? Number.NaN : random()));
const mask = Uint8Array.from(raster, () => (random() < 0.5 ? 0 : 1));

test('means under a mask are those of multilooking a raster without the masked pixels', () => {
  const masked = raster.map((value, i) => (mask[i] === 0 ? Number.NaN : value));
  for (const [looksY, looksX] of [
    [1, 1],
    [3, 2],
    [2, 5],
    [13, 17],
  ]) {
    const means = multilook(grid(masked, length, width), looksY, looksX).data;
    const under = prepareMaskedMultilook({ length, width }, mask, looksY, looksX)(raster);
    expect([...under].filter((mean) => !Number.isNaN(mean))).toEqual(
      [...means].filter((mean) => !Number.isNaN(mean)),
    );
  }
});

test('a window without a pixel is left out, one without a number is NaN', () => {
  const size = { length: 1, width: 6 };
  const reduce = prepareMaskedMultilook(size, Uint8Array.of(1, 0, 0, 0, 1, 1), 1, 2);
  expect([...reduce(Float32Array.of(Number.NaN, 5, 6, 7, 1, 2))]).toEqual([Number.NaN, 1.5]);
});

test('looks beyond the raster leave nothing', () => {
  expect(prepareMaskedMultilook({ length, width }, mask, 14, 1)(raster)).toHaveLength(0);
});

test('mask and raster must fill the size', () => {
  const size = { length, width };
  expect(() => prepareMaskedMultilook(size, mask.subarray(1), 1, 1)).toThrow(ShapeError);
  expect(() => prepareMaskedMultilook(size, mask, 1, 1)(raster.subarray(1))).toThrow(ShapeError);
});
