import { describe, expect, it } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { rampRows } from './fastest-ramp-rows.ts';
import { NUM_CURVE, NUM_ROW_SUM, strideOf } from './ramp-rows.ts';
import { plainRampRows } from './ramp-rows-plain.ts';
import { hasRampRowsSimd, simdRampRows } from './ramp-rows-simd.ts';
import { prepareRampSums } from './ramp-sums.ts';
import { scaledIndices } from './scaled-indices.ts';

const length = 7;
const random = createRandom(5);

/** Some samples, NaN among what is left out; in row 1 a sample is 0, in row 2 one is NaN and in row 3 infinite. */
function example(width: number, step: number) {
  const raster = Float32Array.from({ length: length * width }, () => random() - 0.5);
  const keep = new Int8Array(length * strideOf(width));
  for (let y = step >> 1; y < length; y += step) {
    for (let x = step >> 1; x < width; x += step) {
      const isKept = x === step >> 1 || random() < 0.7;
      if (isKept) keep[y * strideOf(width) + x] = -1;
      else raster[y * width + x] = random() < 0.5 ? Number.NaN : 0;
    }
  }
  [0, Number.NaN, Infinity].forEach((value, k) => {
    raster[(k + 1) * width + (step >> 1)] = value;
  });
  raster[4 * width] = -0;
  const curves = Float64Array.from({ length: length * NUM_CURVE }, () => random() - 0.5);
  return { width, raster, samples: { keep, step }, curves };
}

const examples = [1, 2, 3, 4, 5, 8, 17, 31].flatMap((width) => [example(width, 1), example(width, 3)]);
const bits = (values: Float32Array | Float64Array) => new Int32Array(values.slice().buffer);

it('vectors are there, but not for rasters larger than their memory', () => {
  expect(hasRampRowsSimd({ length, width: 31 })).toBe(true);
  expect(hasRampRowsSimd({ length: 30_000, width: 30_000 })).toBe(false);
  expect(rampRows({ length, width: 31 }).room).toHaveLength(length * 31);
});

describe('sums of rows', () => {
  it('are those of the kept samples', () => {
    for (const { width, raster, samples } of examples) {
      const sums = plainRampRows({ length, width }).sum(raster, samples);
      const u = scaledIndices(width);
      for (let y = samples.step >> 1; y < length; y += samples.step) {
        const kept = Array.from(u.keys()).filter((x) => samples.keep[y * strideOf(width) + x] !== 0);
        const total = (term: (d: number, u: number) => number) =>
          kept.reduce((sum, x) => sum + term(raster[y * width + x], u[x]), 0);
        const wanted = [total((d) => d), total((d, u1) => d * u1), total((d, u1) => d * u1 * u1)];
        const at = y * NUM_ROW_SUM;
        wanted.forEach((sum, k) => {
          if (Number.isFinite(sum)) expect(sums[at + k]).toBeCloseTo(sum, 12);
          else expect(sums[at + k]).toBe(sum);
        });
        expect(sums[at + 3]).toBe(kept.some((x) => raster[y * width + x] === 0) ? 1 : 0);
      }
    }
  });

  it('have the same bits with vectors, where the raster is copied and where it is not', () => {
    for (const { width, raster, samples } of examples) {
      const wanted = plainRampRows({ length, width }).sum(raster, samples);
      const fast = simdRampRows({ length, width });
      expect(fast.sum(raster, samples)).toEqual(wanted);
      fast.room!.set(raster);
      expect(fast.sum(fast.room!, samples)).toEqual(wanted);
    }
  });

  it('follow the samples they are asked for', () => {
    const { width, raster, samples } = examples[examples.length - 2];
    const fast = simdRampRows({ length, width });
    fast.sum(raster, { keep: new Int8Array(samples.keep.length), step: 1 });
    expect(fast.sum(raster, samples)).toEqual(plainRampRows({ length, width }).sum(raster, samples));
  });

  it('give the sums of a raster the same bits with vectors, gaps and thinning included', () => {
    const size = { length: 31, width: 17 };
    const raster = Float32Array.from({ length: 31 * 17 }, (_, i) =>
      i > 100 && random() < 0.1 ? 0 : i > 200 && random() < 0.1 ? Number.NaN : random(),
    );
    const mask = Uint8Array.from(raster, () => (random() < 0.2 ? 0 : 1));
    for (const maxSample of [1e6, 100]) {
      const options = { mask, maxSample };
      const plain = prepareRampSums(size, options);
      const fast = prepareRampSums(size, options, simdRampRows(size));
      expect(fast(raster)).toEqual(plain(raster));
    }
  });
});

describe('subtraction from rows', () => {
  it.each([true, false])('leaves what is 0 if asked (%s), and takes the ramp from all else', (ignoreZero) => {
    for (const { width, raster, curves } of examples) {
      const out = raster.slice();
      plainRampRows({ length, width }).subtract(out, curves, ignoreZero);
      const u = scaledIndices(width);
      out.forEach((value, i) => {
        const [y, x] = [Math.floor(i / width), i % width];
        const [c0, c1, c2] = curves.subarray(y * NUM_CURVE);
        const ramp = ignoreZero && raster[i] === 0 ? 0 : c0 + c1 * u[x] + c2 * u[x] * u[x];
        if (Number.isFinite(raster[i])) expect(value).toBeCloseTo(raster[i] - ramp, 6);
        else expect(value).toBe(raster[i]);
      });
    }
  });

  it.each([true, false])('has the same bits with vectors (zeros stay: %s)', (ignoreZero) => {
    for (const { width, raster, curves } of examples) {
      const wanted = raster.slice();
      plainRampRows({ length, width }).subtract(wanted, curves, ignoreZero);
      const fast = simdRampRows({ length, width });
      const copied = raster.slice();
      fast.subtract(copied, curves, ignoreZero);
      fast.room!.set(raster);
      fast.subtract(fast.room!, curves, ignoreZero);
      for (const got of [copied, fast.room!]) expect(bits(got)).toEqual(bits(wanted));
    }
  });
});
