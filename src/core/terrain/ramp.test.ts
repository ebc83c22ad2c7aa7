import { describe, expect, it } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { grid } from '../array.ts';
import { createRandom } from '../stats/random.ts';
import { RAMP_TYPES, RampError, type RampType, rampCoefficients, rampValue, solveRamp } from './ramp.ts';
import { derampGrid, removeRamp } from './ramp-removal.ts';
import { addRampSums, NUM_RAMP_SUM, rampRowSums, rampSamplingStep } from './ramp-sums.ts';

function totals(rows: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(NUM_RAMP_SUM);
  addRampSums(sums, rows);
  return sums;
}

describe('ramps of the reference', () => {
  for (const { name, input, expected, tolerance } of unitCases('ramp')) {
    it(`agrees: ${name}`, () => {
      const isStack = Array.isArray(input.data[0][0]);
      const planes: number[][][] = isStack ? input.data : [input.data];
      const [length, width] = [planes[0].length, planes[0][0].length];
      const meta = input.metadata;
      let mask = input.mask ? Uint8Array.from(input.mask.flat(), (m: number) => (m ? 1 : 0)) : undefined;
      if (isStack) {
        // One mask for all dates: where the mean over dates is a number and not 0.
        mask = Uint8Array.from({ length: length * width }, (_, i) => {
          const mean = planes.reduce((sum, p) => sum + p.flat()[i], 0);
          return mean !== 0 && !Number.isNaN(mean) && (mask?.[i] ?? 1) !== 0 ? 1 : 0;
        });
      }
      const reference = meta ? { y: Number(meta.REF_Y), x: Number(meta.REF_X) } : undefined;
      const ignoreZero = input.ignore_zero_value;
      const results = planes.map((p) => {
        const data = Float32Array.from(p.flat());
        if (!isStack) {
          const options = { mask, reference, ignoreZero, maxSample: input.max_num_sample };
          const { corrected, ramp } = derampGrid(grid(data, length, width), input.ramp_type, options);
          return { corrected: corrected.data, ramp: ramp.data };
        }
        // Zeros of a single date are samples like others then; they stay zero all the same.
        const sums = totals(rampRowSums(data, { length, width }, 0, { mask, ignoreZero: false }));
        return removeRamp(solveRamp(sums, { length, width }, input.ramp_type), data, 0, {
          reference,
          ignoreZero,
        });
      });
      const rows = (data: Float32Array) =>
        Array.from({ length }, (_, y) => data.subarray(y * width, (y + 1) * width));
      const corrected = results.map((r) => rows(r.corrected));
      const ramp = results.map((r) => rows(r.ramp));
      expectWithin(isStack ? corrected : corrected[0], expected.data_out, tolerance);
      expectWithin(isStack ? ramp : ramp[0], expected.ramp, tolerance);
    });
  }
});

const [length, width] = [31, 17];
const truth = (y: number, x: number) => 2e-3 * y * y - 1e-3 * x * x + 5e-4 * x * y - 0.3 * y + 0.2 * x + 7;
const exact = Float32Array.from({ length: length * width }, (_, i) =>
  truth(Math.floor(i / width), i % width),
);

describe('ramp sums', () => {
  it('are the same bits for any split into rows, added in row order', () => {
    const random = createRandom(9);
    const noisy = exact.map((value) => (random() < 0.1 ? 0 : random() < 0.1 ? Number.NaN : value + random()));
    for (const step of [1, 3]) {
      const rows = (y0: number, y1: number) =>
        rampRowSums(noisy.subarray(y0 * width, y1 * width), { length, width }, y0, { step });
      const whole = totals(rows(0, length));
      const parts = totals([...rows(0, 4), ...rows(4, 10), ...rows(10, length)]);
      expect(parts).toEqual(whole);
      for (const type of RAMP_TYPES) {
        expect(solveRamp(whole, { length, width }, type).numSample).toBe(whole[0]);
      }
    }
  });

  it('give back the coefficients of an exact ramp in pixel units', () => {
    const sums = totals(rampRowSums(exact, { length, width }, 0));
    const coefficients = rampCoefficients(solveRamp(sums, { length, width }, 'quadratic'));
    expectWithin(coefficients, [2e-3, -1e-3, 5e-4, -0.3, 0.2, 7], { abs: 1e-6, rel: 1e-5 });
  });

  it('keep their digits on large rasters', () => {
    const [long, wide] = [20_000, 30_000];
    const size = { length: long, width: wide };
    const sums = new Float64Array(NUM_RAMP_SUM);
    const row = new Float32Array(wide);
    for (let y = 0; y < long; y += 997) {
      for (let x = 0; x < wide; x++) row[x] = x % 101 ? 0 : 1e-9 * y * y + 2e-4 * x - 3;
      addRampSums(sums, rampRowSums(row, size, y));
    }
    const fit = solveRamp(sums, size, 'quadratic');
    for (const [y, x] of [
      [0, 0],
      [19_999, 29_999],
      [10_000, 5],
    ]) {
      expect(rampValue(fit, y, x)).toBeCloseTo(1e-9 * y * y + 2e-4 * x - 3, 5);
    }
  });

  it('one pixel or one row has a ramp that passes through it', () => {
    for (const type of RAMP_TYPES) {
      const one = derampGrid(grid(Float32Array.of(3), 1, 1), type);
      expect(Math.abs(one.corrected.data[0])).toBeLessThan(1e-6);
      const row = derampGrid(grid(Float32Array.of(1, 2, 3, 4), 1, 4), type);
      if (!type.includes('azimuth'))
        for (const rest of row.corrected.data) expect(Math.abs(rest)).toBeLessThan(1e-6);
    }
  });

  it('need a sample and a known type', () => {
    const size = { length: 3, width: 4 };
    const empty = totals(rampRowSums(new Float32Array(12), size, 0));
    expect(() => solveRamp(empty, size, 'linear')).toThrow(RampError);
    expect(() => solveRamp(empty, size, 'cubic' as RampType)).toThrow(/cubic/);
    expect(() => rampRowSums(new Float32Array(5), size, 0)).toThrow(/does not fit/);
  });

  it('a million samples are enough', () => {
    expect([1e6, 1_000_001, 5e6].map((n) => rampSamplingStep(n))).toEqual([1, 2, 3]);
  });
});
