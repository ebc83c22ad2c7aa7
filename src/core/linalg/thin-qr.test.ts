import { expect, test } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { fromRows, type Matrix, multiply, toRows, transpose } from './matrix.ts';
import { thinQr } from './thin-qr.ts';

const random = createRandom(8);
const tall = fromRows(Array.from({ length: 11 }, () => [random() - 0.5, random(), 1e6 * random()]));
const cases: [string, Matrix][] = [
  ['columns of any size', tall],
  [
    'columns that depend on each other',
    fromRows(toRows(tall).map(([a, b, c]) => [a, 2 * a, 0, b, c, a - c])),
  ],
  ['one row', fromRows([[-2]])],
  ['as many columns as rows', fromRows(toRows(tall).slice(0, 3))],
];

test.each(cases)('q · r is the matrix, q orthonormal, r triangular: %s', (_, a) => {
  const { q, r } = thinQr(a);
  const back = multiply(q, r);
  const scale = Math.max(...a.data.map(Math.abs));
  a.data.forEach((value, i) => {
    expect(back.data[i] / scale).toBeCloseTo(value / scale, 14);
  });
  toRows(multiply(transpose(q), q)).forEach((row, i) => {
    row.forEach((value, j) => {
      expect(value).toBeCloseTo(i === j ? 1 : 0, 13);
    });
  });
  toRows(r).forEach((row, i) => {
    for (let j = 0; j < i; j++) expect(row[j]).toBe(0);
  });
});
