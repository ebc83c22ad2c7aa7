import { expect, it } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { plainRowSums, simdRowSums } from './row-sums.ts';

it('sums over rows have the same bits with and without vector instructions', () => {
  const random = createRandom(7);
  const room = { values: 400, half: 3, places: 6 };
  const results = [plainRowSums(room), simdRowSums(room)];
  const given = Float64Array.from({ length: 400 }, () => random() - 0.5);
  for (const width of [1, 8, 21]) {
    for (const { values, half, places, ...loops } of results) {
      values.set(given);
      half.set([0.4, 0.2, 0.1]);
      places.set([30, 30, 1, 60, 97, 130]);
      loops.weigh(200, width);
      places.set([3, 7, 31, 36, 61, 66]);
      loops.averageRuns(3, 14, 300, width);
    }
    const [plain, simd] = results.map(({ values }) => [...values]);
    expect(simd).toEqual(plain);
    expect(plain[200]).toBeCloseTo(
      0.4 * given[30] + 0.2 * (given[1] + given[60]) + 0.1 * (given[97] + given[130]),
      15,
    );
  }
});
