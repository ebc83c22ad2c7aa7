import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDate } from '../dates.ts';
import { pseudoInverse } from '../linalg/decompositions.ts';
import { multiplyVector, zeros } from '../linalg/matrix.ts';
import {
  dateIntervals,
  networkReferenceDate,
  phaseDesignMatrix,
  velocityDesignMatrix,
} from '../network/design-matrix.ts';
import { sequentialPairs } from '../network/pair-selection.ts';
import { datesOfPairs, type Pair } from '../network/pairs.ts';
import { type InversionOptions, prepareInversion } from './inversion.ts';

/** The judge: the minimum-norm solution of one pixel by SVD of the weighted design matrix, cutoff 1e-5. */
function invertBySvd(pairs: Pair[], y: number[], weight: number[], isVelocity: boolean): number[] {
  const G = isVelocity ? velocityDesignMatrix(pairs) : phaseDesignMatrix(pairs);
  const rows = y.map((_, i) => i).filter((i) => !Number.isNaN(y[i]));
  const weighted = zeros(rows.length, G.cols);
  rows.forEach((i, r) => {
    for (let c = 0; c < G.cols; c++)
      weighted.data[r * G.cols + c] = Math.sqrt(weight[i]) * G.data[i * G.cols + c];
  });
  const x = multiplyVector(
    pseudoInverse(weighted, 1e-5).inverse,
    rows.map((i) => Math.sqrt(weight[i]) * y[i]),
  );
  const dates = datesOfPairs(pairs);
  if (!isVelocity) {
    const reference = dates.indexOf(networkReferenceDate(pairs));
    return dates.map((_, k) => (k === reference ? 0 : x[k > reference ? k - 1 : k]));
  }
  const series = [0];
  dateIntervals(dates).forEach((interval, k) => {
    series.push(series[k] + x[k] * interval);
  });
  return series;
}

/** Dates with uneven gaps and any non-empty choice of pairs between them, some with the later date first. */
const network = fc
  .record({
    gaps: fc.array(fc.constantFrom(6, 12, 24, 48, 120), { minLength: 1, maxLength: 8 }),
    seed: fc.integer({ min: 1, max: 1e9 }),
    density: fc.constantFrom(0.2, 0.5, 0.9),
  })
  .map(({ gaps, seed, density }) => {
    let day = 0;
    const dates = [0, ...gaps].map((gap) => {
      day += gap;
      return formatDate(Date.UTC(2018, 0, 1 + day));
    });
    const random = generator(seed);
    const all = sequentialPairs(dates, dates.length);
    const chosen = all.filter(() => random() < density);
    const pairs = (chosen.length > 0 ? chosen : all).map((pair) =>
      random() < 0.2 ? { date1: pair.date2, date2: pair.date1 } : pair,
    );
    return { pairs, random };
  });

/** Uniform numbers of a 32-bit generator (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function randomBlock(numIfgram: number, numPixel: number, missing: number, random: () => number) {
  const observed = Float32Array.from({ length: numIfgram * numPixel }, () =>
    random() < missing ? Number.NaN : 20 * (random() - 0.5),
  );
  const quality = Float32Array.from({ length: numIfgram * numPixel }, () => random());
  return { numPixel, observed, quality };
}

describe('the inversion equals an SVD of the weighted design matrix', () => {
  for (const minNormVelocity of [true, false]) {
    for (const weightFunc of ['no', 'coh'] as const) {
      test(`minNormVelocity ${minNormVelocity}, weight ${weightFunc}`, () => {
        fc.assert(
          fc.property(network, fc.constantFrom(0, 0.1, 0.4), ({ pairs, random }, missing) => {
            const numPixel = 1 + Math.floor(random() * 4);
            const block = randomBlock(pairs.length, numPixel, missing, random);
            const inversion = prepareInversion({ pairs, weightFunc, minNormVelocity, minRedundancy: 0 });
            const got = inversion.invert(block);
            for (let p = 0; p < numPixel; p++) {
              const column = (values: Float32Array) => pairs.map((_, i) => values[i * numPixel + p]);
              const y = column(block.observed);
              if (y.every(Number.isNaN)) continue;
              const weight = column(block.quality).map((c) => (weightFunc === 'no' ? 1 : Math.max(c, 0.05)));
              const judge = invertBySvd(pairs, y, weight, minNormVelocity);
              const size = Math.max(1, ...judge.map(Math.abs));
              judge.forEach((value, k) => {
                expect(Math.abs(got.timeseries[k * numPixel + p] - value) / size).toBeLessThan(1e-6);
              });
            }
          }),
          { numRuns: 300 },
        );
      });
    }
  }
});

const options: Record<string, Omit<InversionOptions, 'pairs'>> = {
  unweighted: { weightFunc: 'no' },
  weighted: { weightFunc: 'var', looks: 12, minNormVelocity: false },
  offsets: { weightFunc: 'var', observation: 'offset' },
};

describe('a pixel comes out the same to the last bit whatever block it is in', () => {
  for (const [name, option] of Object.entries(options)) {
    test(name, () => {
      fc.assert(
        fc.property(network, ({ pairs, random }) => {
          const numPixel = 75;
          const block = randomBlock(pairs.length, numPixel, random() < 0.5 ? 0.05 : 0.3, random);
          for (let k = 0; k < block.observed.length; k++) {
            // A third of the pixels is complete, some see nothing.
            if (k % numPixel < 25 && Number.isNaN(block.observed[k])) block.observed[k] = 1;
            if (k % numPixel > 70) block.observed[k] = Number.NaN;
          }
          const inversion = prepareInversion({ pairs, ...option });
          const inverted = inversion.invert(block);
          const whole = { ...inverted, timeseries: inverted.timeseries.slice() };
          const numDate = inversion.structure.numDate;
          const cut = 1 + Math.floor(random() * (numPixel - 1));
          for (const [from, to] of [
            [0, cut],
            [cut, numPixel],
          ]) {
            const part = inversion.invert({
              numPixel: to - from,
              observed: columns(block.observed, numPixel, from, to),
              quality: columns(block.quality, numPixel, from, to),
            });
            expect(part.timeseries).toEqual(columns(whole.timeseries, numPixel, from, to));
            expect(part.inversionQuality).toEqual(whole.inversionQuality.slice(from, to));
            expect(part.numInvIfgram).toEqual(whole.numInvIfgram.slice(from, to));
            expect(part.timeseries.length).toBe(numDate * (to - from));
          }
        }),
        { numRuns: 40 },
      );
    });
  }
});

function columns(values: Float32Array, numPixel: number, from: number, to: number): Float32Array {
  const rows = values.length / numPixel;
  const out = new Float32Array(rows * (to - from));
  for (let r = 0; r < rows; r++)
    out.set(values.subarray(r * numPixel + from, r * numPixel + to), r * (to - from));
  return out;
}

const chain = sequentialPairs(['20200101', '20200113', '20200125', '20200206'], 2);

test('a consistent network gives the motion back, with coherence 1', () => {
  const truth = [0, 1, -2, 4];
  const dates = datesOfPairs(chain);
  const observed = Float32Array.from(
    chain,
    ({ date1, date2 }) => truth[dates.indexOf(date2)] - truth[dates.indexOf(date1)],
  );
  const got = prepareInversion({ pairs: chain, weightFunc: 'no', scale: -0.5 }).invert({
    numPixel: 1,
    observed,
  });
  [0, -0.5, 1, -2].forEach((value, k) => {
    expect(got.timeseries[k]).toBeCloseTo(value, 6);
  });
  expect(got.inversionQuality[0]).toBeCloseTo(1, 12);
  expect(got.numInvIfgram[0]).toBe(5);
});

test('a pixel that saw nothing, and one below the wanted redundancy, stay zero', () => {
  const observed = new Float32Array(10).fill(Number.NaN);
  for (let i = 0; i < 5; i++) observed[2 * i + 1] = i;
  const once = prepareInversion({ pairs: chain, weightFunc: 'no', minRedundancy: 3 });
  const got = once.invert({ numPixel: 2, observed });
  expect(Array.from(got.timeseries)).toEqual(new Array(8).fill(0));
  expect(Array.from(got.inversionQuality)).toEqual([0, 0]);
  expect(Array.from(got.numInvIfgram)).toEqual([0, 0]);
  const offsets = prepareInversion({
    pairs: chain,
    weightFunc: 'no',
    observation: 'offset',
    minRedundancy: 3,
  });
  expect(Array.from(offsets.invert({ numPixel: 2, observed }).inversionQuality)).toEqual([
    Number.NaN,
    Number.NaN,
  ]);
});

test('pixels in pieces and pixels of wild weights are counted', () => {
  const pieces = chain.filter((_, i) => i !== 1 && i !== 2 && i !== 3);
  const both = prepareInversion({ pairs: pieces, weightFunc: 'no' });
  expect(both.invert({ numPixel: 2, observed: new Float32Array(4) }).numInPieces).toBe(2);

  const wild = prepareInversion({ pairs: chain, weightFunc: 'var', observation: 'offset' });
  const quality = Float32Array.of(1e4, 1e4, 0.005, 0.005, 0.005);
  const got = wild.invert({ numPixel: 1, observed: new Float32Array(5), quality });
  expect(got.numIllConditioned).toBe(1);
  expect(got.numInPieces).toBe(0);
});

test('unweighted offsets in pieces have no residual', () => {
  const pieces = [chain[0], chain[4]];
  const offsets = prepareInversion({ pairs: pieces, weightFunc: 'no', observation: 'offset' });
  expect(offsets.invert({ numPixel: 1, observed: Float32Array.of(1, 2) }).inversionQuality[0]).toBeNaN();
});

test('wrong shapes and impossible weights are errors', () => {
  const inversion = prepareInversion({ pairs: chain, weightFunc: 'coh' });
  expect(() => inversion.invert({ numPixel: 2, observed: new Float32Array(5) })).toThrow(/5 observations/);
  expect(() => inversion.invert({ numPixel: 1, observed: new Float32Array(5) })).toThrow(/0 qualities/);
  expect(() => prepareInversion({ pairs: chain, weightFunc: 'var' })).toThrow(/looks/);
  expect(() => prepareInversion({ pairs: chain, weightFunc: 'coh', observation: 'offset' })).toThrow(/coh/);
  expect(() => prepareInversion({ pairs: [], weightFunc: 'no' })).toThrow(/no interferograms/);
});

test('a block that is put into the room of the inversion comes out the same', () => {
  const block = randomBlock(chain.length, 21, 0.2, generator(3));
  const inversion = prepareInversion({ pairs: chain, weightFunc: 'coh' });
  const expected = inversion.invert(block).timeseries.slice();
  inversion.room(1000); // of a larger block
  const { observed, quality } = inversion.room(21);
  observed.set(block.observed);
  quality.set(block.quality);
  expect(inversion.invert({ numPixel: 21, observed, quality }).timeseries).toEqual(expected);
});
