import { expect, test } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { minimumNormSolution, pseudoInverse, svd, symmetricEigen } from './decompositions.ts';
import { fromRows, multiply, multiplyVector, toRows, transpose } from './matrix.ts';

const random = createRandom(3);
const randomMatrix = (rows: number, cols: number) =>
  fromRows(Array.from({ length: rows }, () => Array.from({ length: cols }, () => random() - 0.5)));

test('the parts of a singular value decomposition multiply to the matrix, wide or tall', () => {
  for (const a of [randomMatrix(5, 3), randomMatrix(9, 3), randomMatrix(3, 7)]) {
    const { u, s, v } = svd(a);
    const scaled = { ...u, data: u.data.map((value, i) => value * s[i % u.cols]) };
    const back = multiply(scaled, transpose(v));
    a.data.forEach((value, i) => {
      expect(back.data[i]).toBeCloseTo(value, 12);
    });
  }
});

test('a pseudo-inverse drops directions below the cutoff', () => {
  const { inverse, rank } = pseudoInverse(
    fromRows([
      [2, 0],
      [0, 1e-9],
    ]),
    1e-6,
  );
  expect(rank).toBe(1);
  expect(toRows(inverse)).toEqual([
    [0.5, 0],
    [0, 0],
  ]);
});

test('the minimum-norm solution equals that of the pseudo-inverse, also without full rank', () => {
  const tall = randomMatrix(9, 4);
  const deficient = fromRows(toRows(tall).map(([a, b, c]) => [a, b, c, a]));
  const b = Array.from({ length: 9 }, () => random());
  for (const a of [tall, deficient]) {
    const expected = multiplyVector(pseudoInverse(a, 1e-10).inverse, b);
    minimumNormSolution(a, b).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 10);
    });
  }
});

test('eigenvalues come in ascending order', () => {
  const { values } = symmetricEigen(
    fromRows([
      [2, 1],
      [1, 2],
    ]),
  );
  expect(values[0]).toBeCloseTo(1, 12);
  expect(values[1]).toBeCloseTo(3, 12);
});
