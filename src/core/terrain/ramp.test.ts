import { describe, expect, it } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { grid } from '../array.ts';
import { ShapeError } from '../errors.ts';
import { createRandom } from '../stats/random.ts';
import { RampError, rampCoefficients, rampValue, solveRamp } from './ramp.ts';
import { derampGrid, removeRamp } from './ramp-removal.ts';
import { numRampSample, prepareRampSums, rampSamplingStep } from './ramp-sums.ts';
import { RAMP_TYPES, type RampType } from './ramp-type.ts';

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
        const sums = prepareRampSums({ length, width }, { mask, ignoreZero: false })(data);
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
  it('of a raster do not depend on those summed before with the same mask', () => {
    const random = createRandom(9);
    const mask = Uint8Array.from({ length: length * width }, () => (random() < 0.2 ? 0 : 1));
    const noisy = (zeros: number) =>
      exact.map((value) => (random() < zeros ? 0 : random() < 0.1 ? Number.NaN : value + random()));
    for (const maxSample of [undefined, 100]) {
      const together = prepareRampSums({ length, width }, { mask, maxSample });
      for (const raster of [noisy(0.1), exact, noisy(0.9)]) {
        expect(together(raster)).toEqual(prepareRampSums({ length, width }, { mask, maxSample })(raster));
      }
    }
  });

  it('count what mask, zeros and NaN leave, and every value with zeros', () => {
    const mask = exact.map((_, i) => (i < width ? 0 : 1));
    const holes = exact.slice();
    holes.fill(0, 2 * width, 2 * width + 5);
    holes.fill(Number.NaN, 4 * width + 3, 4 * width + 6);
    const count = (ignoreZero: boolean) =>
      numRampSample(prepareRampSums({ length, width }, { mask: Uint8Array.from(mask), ignoreZero })(holes));
    expect(count(true)).toBe((length - 1) * width - 8);
    expect(count(false)).toBe((length - 1) * width - 3);
  });

  it('are thinned by the samples that the raster has, not by those of the mask', () => {
    const sums = prepareRampSums({ length, width }, { maxSample: 200 });
    expect(numRampSample(sums(exact))).toBe(15 * 8);
    const half = exact.map((value, i) => (i % 3 === 0 ? value : 0));
    expect(numRampSample(sums(half))).toBe(Math.ceil((length * width) / 3));
  });

  it('of zeros and NaN are sums of nothing', () => {
    const nothing = exact.map((_, i) => (i % 2 === 0 ? 0 : Number.NaN));
    expect(prepareRampSums({ length, width })(nothing).every((sum) => sum === 0)).toBe(true);
  });

  it('give back the coefficients of an exact ramp in pixel units', () => {
    const sums = prepareRampSums({ length, width })(exact);
    const coefficients = rampCoefficients(solveRamp(sums, { length, width }, 'quadratic'));
    expectWithin(coefficients, [2e-3, -1e-3, 5e-4, -0.3, 0.2, 7], { abs: 1e-6, rel: 1e-5 });
  });

  it('keep their digits on long and on wide rasters', () => {
    for (const size of [
      { length: 30_000, width: 30 },
      { length: 30, width: 30_000 },
    ]) {
      const ramp = (y: number, x: number) => 1e-9 * y * y + 2e-4 * x - 3;
      const raster = Float32Array.from({ length: size.length * size.width }, (_, i) =>
        ramp(Math.floor(i / size.width), i % size.width),
      );
      const fit = solveRamp(prepareRampSums(size)(raster), size, 'quadratic');
      for (const [y, x] of [
        [0, 0],
        [size.length - 1, size.width - 1],
        [10, 5],
      ]) {
        expect(rampValue(fit, y, x)).toBeCloseTo(ramp(y, x), 5);
      }
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
    const empty = prepareRampSums(size)(new Float32Array(12));
    expect(() => solveRamp(empty, size, 'linear')).toThrow(RampError);
    expect(() => solveRamp(empty, size, 'cubic' as RampType)).toThrow(/cubic/);
    expect(() => prepareRampSums(size)(new Float32Array(5))).toThrow(ShapeError);
    expect(() => prepareRampSums(size, { mask: new Uint8Array(5) })).toThrow(ShapeError);
  });

  it('a million samples are enough', () => {
    expect([1e6, 1_000_001, 5e6].map((n) => rampSamplingStep(n))).toEqual([1, 2, 3]);
  });
});
