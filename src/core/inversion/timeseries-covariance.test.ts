import { describe, expect, test } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { pseudoInverse } from '../linalg/decompositions.ts';
import { multiply, transpose, zeros } from '../linalg/matrix.ts';
import { networkReferenceDate, phaseDesignMatrix } from '../network/design-matrix.ts';
import { datesOfPairs, type Pair, parsePair } from '../network/pairs.ts';
import { createRandom } from '../stats/random.ts';
import { prepareCovariance } from './timeseries-covariance.ts';

/** Covariance [numDate, numDate] of one pixel of offsets with given standard deviations. */
function covariance(pairs: Pair[], refDate: string, y: number[], std: number[]): number[][] {
  const n = datesOfPairs(pairs).length;
  const compute = prepareCovariance({ pairs, refDate, observation: 'offset' });
  const got = compute({ numPixel: 1, observed: Float32Array.from(y), quality: Float32Array.from(std) });
  return Array.from({ length: n }, (_, r) => Array.from(got.subarray(r * n, (r + 1) * n)));
}

describe('covariances equal the reference', () => {
  for (const { name, input, expected, tolerance } of unitCases('inversion')) {
    if (!name.startsWith('cov')) continue;
    test(name, () => {
      const pairs = input.date12_list.map(parsePair);
      const got = covariance(pairs, networkReferenceDate(pairs), input.y.flat(), input.y_std.flat());
      expect(got[0].every((value) => value === 0)).toBe(true);
      expectWithin(
        got.slice(1).map((row) => row.slice(1)),
        expected.ts_cov,
        tolerance,
      );
    });
  }
});

test('a network in two pieces gets the covariance of the minimum-norm solution', () => {
  const pairs = ['200101-200113', '200113-200125', '200101-200125', '200206-200218', '200218-200302'].map(
    parsePair,
  );
  const std = [0.5, 1, 2, 0.25, 1.5];
  const inverse = pseudoInverse(phaseDesignMatrix(pairs, '20200113')).inverse;
  const variance = zeros(5, 5);
  std.forEach((value, i) => {
    variance.data[i * 5 + i] = value * value;
  });
  const judge = multiply(multiply(inverse, variance), transpose(inverse));
  const got = covariance(pairs, '20200113', [0, 0, 0, 0, 0], std);
  const kept = [0, 2, 3, 4, 5];
  kept.forEach((date, r) => {
    kept.forEach((other, c) => {
      expect(got[date][other]).toBeCloseTo(judge.data[r * 5 + c], 5);
    });
  });
});

test('a pixel has the same bits alone as among pixels that miss other observations', () => {
  const pairs = ['200101-200113', '200113-200125', '200101-200125', '200125-200206', '200113-200206'].map(
    parsePair,
  );
  const numPixel = 1100;
  const random = createRandom(2);
  const observed = Float32Array.from({ length: 5 * numPixel }, () => (random() < 0.1 ? Number.NaN : 1));
  const quality = Float32Array.from({ length: 5 * numPixel }, () => random());
  const compute = prepareCovariance({ pairs, refDate: '20200113', looks: 9 });
  const together = compute({ numPixel, observed, quality });
  const pixelOf = (values: Float32Array, p: number) =>
    Float32Array.from({ length: values.length / numPixel }, (_, k) => values[k * numPixel + p]);
  for (let p = 0; p < numPixel; p += 37) {
    const alone = compute({ numPixel: 1, observed: pixelOf(observed, p), quality: pixelOf(quality, p) });
    expect(alone).toEqual(pixelOf(together, p));
  }
  expect(together.some((value) => value !== 0)).toBe(true);
});

test('a date without observations leaves the pixel at zero', () => {
  const pairs = ['200101-200113', '200113-200125'].map(parsePair);
  expect(covariance(pairs, '20200101', [1, Number.NaN], [1, 1]).flat()).toEqual(new Array(9).fill(0));
});

test('a reference date outside the network is an error', () => {
  expect(() =>
    prepareCovariance({ pairs: [parsePair('200101-200113')], refDate: '20210101', looks: 5 }),
  ).toThrow(/20210101/);
});
