import { expect, test } from 'vitest';
import { expectWithin } from '../../../test/support/units.ts';
import { fromRows } from '../linalg/matrix.ts';
import { createRandom } from '../stats/random.ts';
import {
  factorInPlace,
  gramSkyline,
  type Skyline,
  skylineOf,
  skylineTimes,
  solveInPlace,
} from './skyline.ts';
import { sparseColumns } from './sparse-columns.ts';

const random = createRandom(6);
/** Equations of three neighbouring unknowns each, and one of two far ones. */
const rows = Array.from({ length: 14 }, (_, i) =>
  Array.from({ length: 11 }, (_, j) => (j >= i - 3 && j < i ? 1 + random() : i === 13 && j === 2 ? 1 : 0)),
);
const gram = gramSkyline(sparseColumns(fromRows(rows)));
const dense = (i: number, j: number) => rows.reduce((sum, row) => sum + row[i] * row[j], 0);

function expectMatrix({ n, first, origin, values }: Skyline, wanted: (i: number, j: number) => number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < first[i]; j++) expect(wanted(i, j)).toBe(0);
    for (let j = first[i]; j <= i; j++) expect(values[origin[i] + j]).toBeCloseTo(wanted(i, j), 12);
  }
}

test('the envelope holds the inner products of all columns', () => {
  expectMatrix(gram, dense);
  expect(gram.values.length).toBeLessThan((11 * 12) / 2);
});

test('rows and columns can be chosen', () => {
  const chosen = Int32Array.of(0, 2, 3, 7, 10);
  expectMatrix(skylineOf(gram, chosen), (i, j) => dense(chosen[i], chosen[j]));
  expect(skylineOf(gram, new Int32Array(0)).values.length).toBe(0);
});

test('a product is undone by the solution', () => {
  const x = Float64Array.from({ length: 11 }, () => random() - 0.5);
  const b = new Float64Array(11);
  skylineTimes(gram, x, b);
  expectWithin(
    [...b],
    [...x.keys()].map((i) => x.reduce((sum, v, j) => sum + dense(i, j) * v, 0)),
    { abs: 1e-12 },
  );
  const factor = { ...gram, values: gram.values.slice() };
  expect(factorInPlace(factor)).toBe(true);
  solveInPlace(factor, b);
  expectWithin([...b], [...x], { abs: 1e-9 });
});

test('a singular matrix has no factors', () => {
  const singular = gramSkyline(
    sparseColumns(
      fromRows([
        [1, 1, 0],
        [0, 0, 0],
      ]),
    ),
  );
  expect(factorInPlace(singular)).toBe(false);
});
