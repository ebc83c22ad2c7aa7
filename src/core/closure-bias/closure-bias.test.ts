import { expect, it } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { grid } from '../array.ts';
import { prepareBandSolver } from './band-solver.ts';
import { biasRatio } from './bias-ratio.ts';
import { bandwidthPairs, closureLoops, completeLoops, meanSpan, meanSpanWithin } from './loops.ts';
import { gaussianWeights, smoothComplex } from './phasor-filter.ts';
import { plainPixelRows, simdPixelRows } from './pixel-rows.ts';

for (const { name, input, expected, tolerance } of unitCases('correction_helpers')) {
  if (!name.startsWith('bw_')) continue;
  it(`pairs and spans agree with the reference: ${name}`, () => {
    const { date_ordinal: days, bw } = input;
    const got = {
      num_ifgram: bandwidthPairs(days.length, bw),
      avg_time_span_bandwidth: meanSpanWithin(days, bw),
      avg_time_span_conn: meanSpan(days, bw),
    };
    expectWithin(got, expected, tolerance);
  });
}

for (const { name, input, expected, tolerance } of unitCases('image_ops')) {
  if (name === 'gauss_kernel')
    it('weights agree with the reference', () => {
      const [down, across] = [gaussianWeights(input.sy, input.sig_y), gaussianWeights(input.sx, input.sig_x)];
      expectWithin(
        Array.from(down, (v) => Array.from(across, (u) => v * u)),
        expected,
        tolerance,
      );
    });
  if (name === 'convolve')
    it('smoothing agrees with the reference', () => {
      const size = [input.data.re.length, input.data.re[0].length] as const;
      const part = (rows: number[][]) => grid(Float64Array.from(rows.flat()), ...size);
      // Weights of both axes are alike: a column of the kernel, scaled to a sum of 1.
      const column = Float64Array.from(input.kernel, (row: number[]) => row.reduce((a, b) => a + b, 0));
      const { re, im } = smoothComplex(part(input.data.re), part(input.data.im), column);
      expectWithin({ re, im }, { re: expected.re.flat(), im: expected.im.flat() }, tolerance);
    });
}

it('a loop lacks when one of its interferograms does', () => {
  const pairs = ['1_2', '2_3', '3_4', '1_3'];
  expect(closureLoops(['1', '2', '3', '4'], pairs, 2)).toEqual([{ long: 3, short: [0, 1] }, undefined]);
  expect(() => completeLoops(['1', '2', '3', '4'], pairs, 2)).toThrow(/only 1/);
});

it('values of all pairs of a network lead back to those of the dates', () => {
  const dates = [0, 3, -1, 4, 1, 5, -9, 2];
  for (const bandwidth of [1, 3, 7]) {
    const sums = new Float64Array(dates.length);
    for (let i = 0; i < dates.length; i++)
      for (let j = i + 1; j <= Math.min(dates.length - 1, i + bandwidth); j++) {
        sums[j] += dates[j] - dates[i];
        sums[i] -= dates[j] - dates[i];
      }
    const solve = prepareBandSolver(dates.length, bandwidth);
    for (const make of [plainPixelRows, simdPixelRows]) {
      const rows = make(2 * sums.length);
      sums.forEach((sum, i) => {
        rows.values[2 * i] = sum;
      });
      solve(rows, 2, 2, 1);
      dates.slice(1).forEach((date, i) => {
        expect(rows.values[2 * i + 2]).toBeCloseTo(date, 10);
      });
    }
  }
});

it('a ratio stays within 0 and 1', () => {
  expect([biasRatio(1, 2), biasRatio(3, 2), biasRatio(-1, 2), biasRatio(0, 0)]).toEqual([0.5, 0, 1, 1]);
});
