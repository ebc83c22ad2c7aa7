import { expect, it } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { fromRows, multiplyVector } from './matrix.ts';
import { foldSymmetric, quadraticForms } from './quadratic-form.ts';

const numPixel = 37;
const random = createRandom(3);

it.each([1, 2, 7, 8])('quadratic forms of %i bands agree with their definition', (numBand) => {
  const rows = Array.from({ length: numBand }, () => Array.from({ length: numBand }, () => random()));
  const q = fromRows(rows.map((row, i) => row.map((x, j) => (x + rows[j][i]) / 2)));
  const block = Float32Array.from({ length: numBand * numPixel }, () => random() - 0.5);
  const out = new Float64Array(numPixel);
  quadraticForms(foldSymmetric(q), block, numPixel, 1, 30, out);
  for (let i = 0; i < 30; i++) {
    const d = Array.from({ length: numBand }, (_, k) => block[k * numPixel + 1 + i]);
    expect(out[i]).toBeCloseTo(
      multiplyVector(q, d).reduce((sum, x, k) => sum + x * d[k], 0),
      13,
    );
  }
  expect(out[30]).toBe(0);
  const apart = new Float64Array(numPixel);
  for (let i = 0; i < 30; i++) {
    quadraticForms(foldSymmetric(q), block, numPixel, 1 + i, 1, apart.subarray(i));
  }
  expect(apart).toEqual(out);
});

it('a pixel without data on one date has no form, and its neighbours keep theirs', () => {
  const q = foldSymmetric(
    fromRows([
      [2, 1],
      [1, 3],
    ]),
  );
  const out = new Float64Array(3);
  quadraticForms(q, Float32Array.of(1, Number.NaN, 1, 2, 2, 2), 3, 0, 3, out);
  expect([...out]).toEqual([18, Number.NaN, 18]);
});
