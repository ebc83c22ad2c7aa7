import { describe, expect, it } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { medianFilter, prepareGaussianFilter, temporalDerivative, temporalMean } from './temporal-filter.ts';

describe('temporal operations of the reference', () => {
  for (const { name, input, expected, tolerance } of unitCases('image_ops')) {
    if (!name.startsWith('temporal_')) continue;
    it(`agrees: ${name}`, () => {
      const numDate = input.ts.length;
      const block = Float32Array.from(input.ts.flat(2));
      const evaluate = () => {
        if (name === 'temporal_derivative') return temporalDerivative(block, numDate);
        if (name === 'temporal_average') return temporalMean(block, numDate);
        if (input.filter_type === 'median') return medianFilter(block, numDate, input.time_win);
        return prepareGaussianFilter(input.date_list, input.time_win)(block);
      };
      expectWithin(evaluate(), (expected.out ?? expected).flat(2), tolerance);
    });
  }
});

describe('temporal filters', () => {
  const dates = ['20180101', '20180113', '20180125'];

  it('leave a constant series at zero and the chosen date at zero', () => {
    for (const value of prepareGaussianFilter(dates, 1, 1)(new Float32Array(3).fill(4))) {
      expect(Math.abs(value)).toBeLessThan(1e-6);
    }
    expect(medianFilter(Float32Array.of(1, 5, 2), 3, 3, 1)[1]).toBe(0);
  });

  it('leave dates without data out, which stay without', () => {
    const series = Float32Array.of(1, Number.NaN, 3);
    const [first, second, third] = prepareGaussianFilter(dates, 1, 0)(series);
    const weight = Math.exp(-0.5 * (24 / (365.25 / 12)) ** 2);
    expect([first, second]).toEqual([0, Number.NaN]);
    expect(third).toBeCloseTo((2 * (1 - weight)) / (1 + weight), 6);
    expect([...medianFilter(series, 3, 3, 0)]).toEqual([0, Number.NaN, 2]);
  });

  it('NaN stays NaN in the mean only where all dates are NaN', () => {
    expect([...temporalMean(Float32Array.of(Number.NaN, 1, Number.NaN, Number.NaN), 2)]).toEqual([
      Number.NaN,
      1,
    ]);
  });

  it('windows and blocks are checked', () => {
    expect(() => prepareGaussianFilter(dates, 0)).toThrow(/0 months/);
    expect(() => medianFilter(new Float32Array(6), 3, 0)).toThrow(/0 dates/);
    expect(() => temporalMean(new Float32Array(7), 3)).toThrow(/whole number/);
  });
});
