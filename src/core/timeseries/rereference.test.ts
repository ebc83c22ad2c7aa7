import { expect, test } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { rereference } from './rereference.ts';

const [numDate, numPixel] = [4, 9];
const random = createRandom(5);
/** pixel 2 never has data, pixel 4 has none at two dates */
const series = Float32Array.from({ length: numDate * numPixel }, (_, i) => {
  const pixel = i % numPixel;
  return pixel === 2 || (pixel === 4 && i < 2 * numPixel) ? 0 : random() - 0.5;
});
const at = (block: Float32Array, k: number, pixel: number) => block[k * numPixel + pixel];

test('relative to another pixel this pixel is 0, differences between pixels stay', () => {
  const moved = series.slice();
  const pixelValues = Array.from({ length: numDate }, (_, k) => at(series, k, 7));
  rereference(moved, numDate, numPixel, { pixelValues });
  for (let k = 0; k < numDate; k++) {
    expect(at(moved, k, 7)).toBe(0);
    expect(at(moved, k, 0) - at(moved, k, 4)).toBeCloseTo(at(series, k, 0) - at(series, k, 4), 6);
  }
});

test('only pixels that are 0 at all dates stay 0', () => {
  const moved = series.slice();
  rereference(moved, numDate, numPixel, { pixelValues: [1, 2, 3, 4], dateIndex: 3 });
  for (let k = 0; k < numDate; k++) expect(at(moved, k, 2)).toBe(0);
  expect(at(moved, 0, 4)).toBe(Math.fround(-1 - Math.fround(at(series, 3, 4) - 4)));
});

test('the zeros of the old reference pixel are values like any other', () => {
  const relative = series.slice();
  const valuesAt = (block: Float32Array, pixel: number) =>
    Array.from({ length: numDate }, (_, k) => at(block, k, pixel));
  rereference(relative, numDate, numPixel, { pixelValues: valuesAt(series, 5) });
  const moved = relative.slice();
  rereference(moved, numDate, numPixel, { pixelValues: valuesAt(relative, 7) }, 5);
  const negative = valuesAt(relative, 7).map((value) => -value);
  expect(valuesAt(moved, 5)).toEqual(negative);
  expect(valuesAt(moved, 2)).toEqual([0, 0, 0, 0]);
  rereference(moved, numDate, numPixel, { pixelValues: valuesAt(moved, 5) }, 7);
  moved.forEach((value, i) => {
    expect(value).toBeCloseTo(relative[i], 6);
  });
});

test('pixel and date at once are the pixel first and the date afterwards, bit for bit', () => {
  const pixelValues = [0.1, 0.2, 0.3, 0.4];
  const [once, twice] = [series.slice(), series.slice()];
  rereference(once, numDate, numPixel, { pixelValues, dateIndex: 1 });
  rereference(twice, numDate, numPixel, { pixelValues });
  rereference(twice, numDate, numPixel, { dateIndex: 1 });
  expect(once).toEqual(twice);
  expect(once.subarray(numPixel, 2 * numPixel)).toEqual(new Float32Array(numPixel));
});

test('NaN stays at its date, and spreads from the reference date', () => {
  const holes = series.slice();
  holes[3] = Number.NaN;
  const moved = holes.slice();
  rereference(moved, numDate, numPixel, { dateIndex: 1 });
  expect([0, 1, 2, 3].map((k) => Number.isNaN(at(moved, k, 3)))).toEqual([true, false, false, false]);
  rereference(holes, numDate, numPixel, { dateIndex: 0 });
  expect([0, 1, 2, 3].every((k) => Number.isNaN(at(holes, k, 3)))).toBe(true);
});

test('nothing asked leaves the series as it is', () => {
  const same = series.slice();
  rereference(same, numDate, numPixel, {});
  expect(same).toEqual(series);
});
