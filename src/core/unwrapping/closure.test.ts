import { expect, test } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { stack } from '../array.ts';
import { formatDate } from '../dates.ts';
import { ShapeError } from '../errors.ts';
import { fromRows } from '../linalg/matrix.ts';
import { sequentialPairs } from '../network/pair-selection.ts';
import { createRandom } from '../stats/random.ts';
import { closurePhase, countNonzeroClosures, integerAmbiguity, type Triplets } from './closure.ts';
import { cycleEstimator } from './cycle-estimator.ts';
import { l1Solver } from './l1-least-squares.ts';
import { networkTriplets } from './network-triplets.ts';
import { negativeTripletMatrix, sparseColumns } from './sparse-columns.ts';
import { wrap, wrappedDifference } from './wrap.ts';

const cases = unitCases('closure');

function triplets(...rows: number[][]): Triplets {
  return { data: Int32Array.from(rows.flat()), shape: [rows.length, 3] };
}

/** Triplets from a matrix with +1, +1, -1 in every row. */
function tripletsOf(matrix: number[][]): Triplets {
  return triplets(
    ...matrix.map((row) => {
      const plus = row.flatMap((v, j) => (v === 1 ? [j] : []));
      return [...plus, row.indexOf(-1)];
    }),
  );
}

test.each(cases.filter((c) => c.name.startsWith('closure_int')))(
  'closures agree with the reference: $name',
  (c) => {
    const matrix = cases.find(({ name }) => name === c.name.replace('closure_int', 'l1regls'))!.input.C;
    const closures = closurePhase(c.input.unw, tripletsOf(matrix));
    expectWithin(closures, c.expected.closure_phase, c.tolerance);
    expectWithin(closures.map(integerAmbiguity), c.expected.closure_int, c.tolerance);
    const numIfgram = c.input.unw.length;
    const stack = { data: Float32Array.from(c.input.unw), shape: [numIfgram, 1, 1] as const };
    expect([...countNonzeroClosures(stack, new Float32Array(numIfgram), tripletsOf(matrix))]).toEqual([
      c.expected.num_nonzero,
    ]);
  },
);

test.each(cases.filter((c) => /^l1regls_\d/.test(c.name)))('cycles agree with the reference: $name', (c) => {
  const { C, closure_int, alpha } = c.input;
  const cycles = l1Solver(negativeTripletMatrix(tripletsOf(C), C[0].length), alpha)(closure_int);
  expectWithin(cycles, c.expected.U, c.tolerance);
  expectWithin(cycles, c.expected.U, { abs: 1e-6 });
  expectWithin(cycles.map(Math.round), c.expected.U_rounded, { abs: 0 });
});

test.each(cases.filter((c) => c.name.startsWith('l1regls_general')))(
  'minimiser agrees with the reference: $name',
  (c) => {
    const { A, y, alpha } = c.input;
    const x = l1Solver(sparseColumns(fromRows(A)), alpha)(y);
    expectWithin(x, c.expected.x, c.tolerance);
    const residual = A.map((row: number[], i: number) => row.reduce((sum, a, j) => sum + a * x[j], -y[i]));
    const l1 = x.reduce((sum, v) => sum + Math.abs(v), 0);
    const objective = residual.reduce((sum: number, r: number) => sum + r * r, 0) + alpha * l1;
    expect(objective).toBeCloseTo(c.expected.objective, 7);
  },
);

test.each(cases.filter((c) => c.name.startsWith('wrap_')))(
  'wrapping agrees with the reference: $name',
  (c) => {
    const [low, high] = c.input.wrap_range;
    expectWithin(
      c.input.data.map((v: number) => wrap(v, low, high)),
      c.expected,
      c.tolerance,
    );
  },
);

test('the difference of wrapped phases agrees with the reference', () => {
  const c = cases.find(({ name }) => name === 'diff_wrapped_phase')!;
  const got = c.input.pha1.map((a: number, i: number) => wrappedDifference(a, c.input.pha2[i]));
  expectWithin(got, c.expected, c.tolerance);
});

test('wrapping includes -pi and excludes pi', () => {
  expect(wrap(Math.PI)).toBe(-Math.PI);
  expect(wrap(-Math.PI)).toBe(-Math.PI);
  expect(integerAmbiguity(Math.PI)).toBe(1);
  expect(integerAmbiguity(-Math.PI)).toBe(0);
  expect(integerAmbiguity(-3.2)).toBe(-1);
});

test('a triplet counts where its integer ambiguity is not 0, to the last bit around pi and -pi', () => {
  const [first, second] = [3.1415927410125732, -8.742277657347586e-8]; // pi and a rest that float32 can hold
  const loop = triplets([0, 1, 2]);
  const closures: number[] = [];
  for (let k = -12; k <= 12; k++) {
    const third = 3.552713678800501e-15 + k * 2 ** -51; // the last bits of a double between 2 and 4
    for (const pixel of [Float32Array.of(first, second, third), Float32Array.of(-first, -second, -third)]) {
      const [closure] = closurePhase(pixel, loop);
      const count = countNonzeroClosures(stack(pixel, 3, 1, 1), [0, 0, 0], loop)[0];
      expect(count, String(closure)).toBe(integerAmbiguity(closure) === 0 ? 0 : 1);
      closures.push(closure);
    }
  }
  expect(closures).toEqual(expect.arrayContaining([Math.PI, -Math.PI])); // of the third phase as it is
});

test('a cycle that no pair can be blamed for is shared and rounds to nothing', () => {
  const solve = l1Solver(negativeTripletMatrix(triplets([0, 1, 2]), 3), 0.01);
  // One equation: the sum of |U| is 1 - alpha / 2, and the centre gives each pair a third.
  const third = (1 - 0.005) / 3;
  expectWithin([...solve([1])], [-third, -third, third], { abs: 1e-6 });
});

test('a pair in no triplet and a network without errors get no cycles', () => {
  const solve = l1Solver(negativeTripletMatrix(triplets([0, 1, 3]), 4), 0.01);
  expect(Math.abs(solve([5])[2])).toBeLessThan(1e-6);
  expectWithin([...solve([0])], [0, 0, 0, 0], { abs: 1e-6 });
});

test('unknowns that are left out at first come in when their gradient asks for them', () => {
  // Only equation 0 has a right-hand side, and its one unknown moves equation 1, which another unknown restores.
  const rows = [
    [1, 0, 0],
    [1, 1, 0],
    [0, 0, 1],
  ];
  const x = l1Solver(sparseColumns(fromRows(rows)), 0.01)([1, 0, 0]);
  // Both gradients vanish: 2 (x0 - 1) + 2 (x0 + x1) + alpha = 0 and 2 (x0 + x1) - alpha = 0.
  expectWithin([...x], [1 - 0.01, -1 + 0.015, 0], { abs: 1e-6 });
});

test('errors far apart are found as if each were alone', () => {
  const random = createRandom(8);
  const dates = Array.from({ length: 40 }, (_, k) => formatDate(Date.UTC(2015, 0, 1 + 12 * k)));
  const pairs = sequentialPairs(dates, 3);
  const all = networkTriplets(pairs);
  const solve = l1Solver(negativeTripletMatrix(all, pairs.length), 0.01);
  const closuresOf = (cycles: Int32Array) => closurePhase(cycles, all).map((n) => -n); // -C U
  for (let trial = 0; trial < 20; trial++) {
    const [a, b] = [6 + Math.floor(40 * random()), 60 + Math.floor(40 * random())];
    const [one, other, both] = [[a], [b], [a, b]].map((off) =>
      Int32Array.from(pairs, (_, k) => (off.includes(k) ? 2 : 0)),
    );
    const alone = [one, other].map((cycles) => solve(closuresOf(cycles)).slice());
    const together = solve(closuresOf(both));
    expectWithin([...together], [...alone[0].map((x, j) => x + alone[1][j])], { abs: 1e-6 });
    expectWithin([...together.map(Math.round)], [...both], { abs: 0 });
  }
});

test('one solver gives the same answer again after another right-hand side', () => {
  const solve = l1Solver(negativeTripletMatrix(triplets([0, 1, 2], [1, 3, 4]), 5), 0.01);
  const before = solve([1, 1]).slice();
  solve([-3, 2]);
  expect(solve([1, 1])).toEqual(before);
});

// Dates 0 ... 4, pairs (0,1) (0,2) (1,2) (1,3) (2,3) (2,4) (3,4).
const chain = triplets([0, 2, 1], [2, 4, 3], [4, 6, 5]);

test('the cycle error of a pair in two triplets is found from most of its samples', () => {
  const estimate = cycleEstimator(chain, 7);
  const numSample = 5;
  const data = new Float32Array(7 * numSample);
  for (let k = 0; k < 7; k++) for (let s = 0; s < numSample; s++) data[k * numSample + s] = 0.1 + 0.01 * s;
  for (let s = 0; s < 4; s++) data[2 * numSample + s] -= 2 * Math.PI; // pair (1, 2), all samples but the last
  const cycles = estimate({ data, shape: [7, numSample] }, new Float32Array(7));
  expect([...cycles]).toEqual([0, 0, 1, 0, 0, 0, 0]);
});

test('samples with no data are left out, and without a complete sample nothing is corrected', () => {
  const estimate = cycleEstimator(chain, 7);
  const data = new Float32Array(14).fill(1);
  data[2 * 2] -= 2 * Math.PI;
  data[2 * 2 + 1] = Number.NaN;
  expect([...estimate({ data, shape: [7, 2] }, new Float32Array(7))]).toEqual([0, 0, 1, 0, 0, 0, 0]);
  data[0] = 0;
  expect([...estimate({ data, shape: [7, 2] }, new Float32Array(7))]).toEqual([0, 0, 0, 0, 0, 0, 0]);
});

test('no-data is not referenced when closures are counted, and NaN counts all triplets', () => {
  // Pixels: closed after referencing; no data everywhere; no data in one pair; NaN in one pair.
  const phase = {
    data: Float32Array.of(9, 0, 0, 9, 9, 0, 9, 9, 18, 0, 18, Number.NaN),
    shape: [3, 1, 4] as const,
  };
  expect([...countNonzeroClosures(phase, [5, 5, 10], triplets([0, 1, 2]))]).toEqual([0, 0, 1, 1]);
});

test('closures are counted alike on both sides of a tile border', () => {
  const numPixel = 2 * 1500;
  const data = Float32Array.from({ length: 3 * numPixel }, (_, i) => (i < numPixel && i % 7 === 0 ? 8 : 1));
  const count = countNonzeroClosures({ data, shape: [3, 2, 1500] }, [0, 0, 0], triplets([0, 1, 2]));
  expect(count.every((n, i) => n === (i % 7 === 0 ? 1 : 0))).toBe(true);
});

test('a triplet outside the stack is refused', () => {
  expect(() => cycleEstimator(triplets([0, 1, 3]), 3)).toThrow(ShapeError);
});
