import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainImageRows } from './image-rows-plain.ts';
import { hasSimdImageRows, simdImageRows } from './image-rows-simd.ts';

const value = fc.oneof(
  { weight: 6, arbitrary: fc.float({ min: -20, max: 20, noNaN: true }) },
  { weight: 2, arbitrary: fc.constantFrom(Number.NaN, 0, -9, -0, 3) },
  { weight: 1, arbitrary: fc.constantFrom(Infinity, -Infinity) },
);
const cycle = fc.constantFrom(undefined, [-Math.PI, Math.PI] as const, [0, 5] as const);
const raster = fc
  .record({ width: fc.integer({ min: 1, max: 23 }), rows: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, rows }) =>
    fc.record({
      width: fc.constant(width),
      rows: fc.constant(rows),
      data: fc.array(value, { minLength: width * rows, maxLength: width * rows }),
      mask: fc.uint8Array({ minLength: width * rows, maxLength: width * rows, max: 2 }),
    }),
  );

test('changes, ranges and means have the same bits with and without vector instructions', () => {
  expect(hasSimdImageRows()).toBe(true);
  fc.assert(
    fc.property(
      raster,
      fc.record({
        noData: fc.constantFrom(Number.NaN, -9),
        phase: fc.constantFrom(0, 3, 1.37),
        zeroIsNone: fc.boolean(),
        offset: fc.constantFrom(0, 0.21),
        factor: fc.constantFrom(1, 100, -0.0044),
        wrap: cycle,
      }),
      fc.boolean(),
      fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 5 })),
      ({ width, rows, data, mask }, how, isMasked, [size, window]) => {
        const both = [plainImageRows(width, rows), simdImageRows(width, rows)].map((made) => {
          made.values.set(data);
          made.mask.set(mask);
          const n = width * rows;
          made.change(n, how, isMasked);
          const range = made.range(n, [Infinity, -Infinity]);
          const first = made.cells(0, window);
          const drawn = made.cells(1, size, how.wrap);
          const means: number[] = [];
          for (let y = 0; y < rows; y++) {
            first.add(y, 1);
            if (y % 2 === 1) means.push(...first.close());
          }
          const half = rows >> 1;
          drawn.add(0, half);
          drawn.add(half, rows - half);
          means.push(...drawn.close());
          return { values: [...made.values], range, means, wider: made.range(n, [-50, 50]) };
        });
        expect(both[1]).toEqual(both[0]);
      },
    ),
    { numRuns: 300 },
  );
});

test('means are those of what holds data; in a cycle on the shorter way around it', () => {
  for (const rows of [plainImageRows(5, 2), simdImageRows(5, 2)]) {
    rows.values.set([1, 2, Number.NaN, Number.NaN, 9, 3, Number.NaN, Number.NaN, Number.NaN, 9]);
    const cells = rows.cells(0, 2);
    cells.add(0, 2);
    expect([...cells.close()]).toEqual([2, Number.NaN]);
    rows.values.set([3, -3, Number.NaN, 0.5, 0, 3.1, -3.1, -3, 3, 0]);
    const fringes = rows.cells(1, 2, [-Math.PI, Math.PI]);
    fringes.add(0, 2);
    const [a, b] = fringes.close();
    expect(Math.abs(a)).toBeCloseTo(Math.PI, 6);
    expect(b).toBeCloseTo(0.5 + (2 * Math.PI - 3.5 + 2.5) / 3, 6);
    expect(rows.range(10, [Infinity, -Infinity]).map((end) => Math.round(10 * end))).toEqual([-31, 31]);
  }
});
