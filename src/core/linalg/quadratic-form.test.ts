import { expect, it } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { fromRows, multiplyVector } from './matrix.ts';
import { foldSymmetric, quadraticForm } from './quadratic-form.ts';

const random = createRandom(3);

it.each([1, 2, 7, 8])('the quadratic form of %i values agrees with its definition', (n) => {
  const rows = Array.from({ length: n }, () => Array.from({ length: n }, () => random()));
  const q = fromRows(rows.map((row, i) => row.map((x, j) => (x + rows[j][i]) / 2)));
  const d = Array.from({ length: n }, () => random() - 0.5);
  const expected = multiplyVector(q, d).reduce((sum, x, k) => sum + x * d[k], 0);
  expect(quadraticForm(foldSymmetric(q).data, n, Float64Array.of(...d, 0))).toBeCloseTo(expected, 13);
});
