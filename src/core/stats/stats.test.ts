import { describe, expect, it } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { createRandom } from './random.ts';
import { rmsPerDate, selectDates, squareRowSums } from './residual-rms.ts';
import {
  median,
  medianAbsoluteDeviation,
  mostCommon,
  outlierThreshold,
  rootMeanSquareError,
} from './robust.ts';
import { ceilTo1, ceilToOdd, floorToPowerOf2, roundHalfEven, roundTo1 } from './rounding.ts';

// biome-ignore lint/suspicious/noExplicitAny: arguments differ by function
const evaluate: Record<string, (input: any) => unknown> = {
  'utils0.median_abs_deviation': ({ data, center }) =>
    Array.isArray(data[0])
      ? data.map((row: number[]) => medianAbsoluteDeviation(row))
      : medianAbsoluteDeviation(data, center ?? undefined),
  'utils0.median_abs_deviation_threshold': ({ data, center, cutoff }) =>
    outlierThreshold(data, { center: center ?? undefined, cutoff }),
  'timeseries_rms.analyze_rms': ({ rms_list, cutoff }) => {
    const { threshold, reference, excluded } = selectDates(rms_list, cutoff);
    return { threshold, exclude_idx: excluded, reference_idx: reference };
  },
  'utils0.root_mean_sq_error': ({ x, y }) => rootMeanSquareError(x, y),
  'utils0.round_to_1': ({ x }) => x.map(roundTo1),
  'utils0.ceil_to_1': ({ x }) => x.map(ceilTo1),
  'utils0.round_up_to_odd': ({ x }) => x.map(ceilToOdd),
  'utils0.highest_power_of_2': ({ x }) => x.map(floorToPowerOf2),
  'utils0.most_common': ({ L, k }) => mostCommon(L, k),
};

describe('statistics of the reference', () => {
  for (const { name, source, input, expected, tolerance } of unitCases('statistics')) {
    if (!(source in evaluate)) continue; // variograms, spectra and geodesics live with the simulation and geometry
    it(`agrees: ${name}`, () => expectWithin(evaluate[source](input), expected, tolerance));
  }
});

const totals = (rows: Float64Array[]) => rows.reduce((sum, row) => sum.map((value, i) => value + row[i]));

describe('residual RMS', () => {
  it('does not depend on the blocks and leaves out NaN and masked pixels', () => {
    const [numDate, length, width] = [3, 7, 5];
    const random = createRandom(2);
    const data = Float32Array.from({ length: numDate * length * width }, () => random() - 0.5);
    data[4] = Number.NaN;
    const mask = Uint8Array.from({ length: length * width }, (_, i) => (i % 6 === 0 ? 0 : 1));
    const rows = (y0: number, y1: number) => {
      const take = (k: number) => data.subarray((k * length + y0) * width, (k * length + y1) * width);
      return Float32Array.from([0, 1, 2].flatMap((k) => Array.from(take(k))));
    };
    const whole = totals(squareRowSums(data, numDate, width, mask));
    const parts = totals([
      ...squareRowSums(rows(0, 3), numDate, width, mask.subarray(0, 15)),
      ...squareRowSums(rows(3, 7), numDate, width, mask.subarray(15)),
    ]);
    const rms = rmsPerDate(whole);
    expect(rmsPerDate(parts)).toEqual(rms);
    const kept = Array.from(data.subarray(0, 35)).filter((x, i) => mask[i] === 1 && !Number.isNaN(x));
    expect(rms[0]).toBeCloseTo(Math.sqrt(kept.reduce((sum, x) => sum + x * x, 0) / kept.length), 12);
  });

  it('dates without pixels have no RMS and are neither reference nor excluded', () => {
    const sums = totals(squareRowSums(Float32Array.of(Number.NaN, 2), 2, 1));
    expect([...rmsPerDate(sums)]).toEqual([Number.NaN, 2]);
    expect(selectDates([Number.NaN, 2, 1])).toMatchObject({ reference: 2, excluded: [] });
  });
});

it('the median of nothing is NaN, of an even count the middle', () => {
  expect(median([Number.NaN])).toBeNaN();
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

it('rounding ties go to the even neighbour', () => {
  expect([0.5, 1.5, 2.5, -1.5, 2.4999].map(roundHalfEven)).toEqual([0, 2, 2, -2, 2]);
  expect([250, 0.25, 35, 0.45].map(roundTo1)).toEqual([200, 0.2, 40, 0.5]);
  expect([0, Number.NaN].map(roundTo1)).toEqual([0, Number.NaN]);
});
