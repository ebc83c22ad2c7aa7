import { describe, expect, it } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { ShapeError } from '../errors.ts';
import { createRandom } from './random.ts';
import { prepareRms, selectDates } from './residual-rms.ts';
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

describe('residual RMS', () => {
  it('leaves out NaN and masked pixels', () => {
    const size = { length: 7, width: 5 };
    const random = createRandom(2);
    const raster = Float32Array.from({ length: 35 }, () => random() - 0.5);
    raster[4] = Number.NaN;
    const mask = Uint8Array.from(raster, (_, i) => (i % 6 === 0 || (i >= 20 && i < 25) ? 0 : 1));
    const rms = (values: ArrayLike<number>) => {
      const numbers = Array.from(values).filter((x) => !Number.isNaN(x));
      return Math.sqrt(numbers.reduce((sum, x) => sum + x * x, 0) / numbers.length);
    };
    const kept = raster.filter((_, i) => mask[i] === 1);
    expect(prepareRms(size, mask)(raster)).toBeCloseTo(rms(kept), 12);
    expect(prepareRms(size)(raster)).toBeCloseTo(rms(raster), 12);
    expect(prepareRms(size)(raster.fill(-3))).toBe(3);
  });

  it('dates without pixels have no RMS and are neither reference nor excluded', () => {
    const size = { length: 1, width: 2 };
    expect(prepareRms(size)(Float32Array.of(Number.NaN, Number.NaN))).toBeNaN();
    expect(prepareRms(size, new Uint8Array(2))(Float32Array.of(1, 2))).toBeNaN();
    expect(selectDates([Number.NaN, 2, 1])).toMatchObject({ reference: 2, excluded: [] });
  });

  it('needs a mask and rasters of one size', () => {
    const size = { length: 1, width: 2 };
    expect(() => prepareRms(size, new Uint8Array(3))).toThrow(ShapeError);
    expect(() => prepareRms(size)(new Float32Array(3))).toThrow(ShapeError);
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
