import { expect, test } from 'vitest';
import { formatDate } from '../dates.ts';
import { sequentialPairs } from '../network/pair-selection.ts';
import { createRandom } from '../stats/random.ts';
import { type InversionOptions, prepareInversion } from './inversion.ts';
import { laplacianKernel } from './laplacian-kernel.ts';
import { hasSimd, laplacianSimdKernel } from './laplacian-simd.ts';
import { networkStructure } from './network-structure.ts';
import { coherenceWeighting } from './weights.ts';

const dates = Array.from({ length: 23 }, (_, k) => formatDate(Date.UTC(2015, 0, 1 + 12 * k)));
const pairs = sequentialPairs(dates, 4);
const numPixel = 203; // no multiple of the lanes
const random = createRandom(5);
const size = pairs.length * numPixel;
const observed = Float32Array.from({ length: size }, (_, k) =>
  (k % numPixel) % 3 === 0 && random() < 0.4 ? Number.NaN : 40 * (random() - 0.5),
);
observed.set([1e8, -3e38], 5 * numPixel + 10); // fill values that were taken for phase
const quality = Float32Array.from({ length: size }, () => random());

test('this machine has vector instructions', () => {
  expect(hasSimd()).toBe(true);
});

const cases: [string, Partial<InversionOptions>][] = [
  ['weighted by phase variance', { weightFunc: 'var', looks: 20 }],
  ['L1, weighted by phase variance', { weightFunc: 'var', looks: 20, norm: 'L1' }],
  ['L1, unweighted', { weightFunc: 'no', norm: 'L1' }],
  ['unweighted, minimum norm of phase', { weightFunc: 'no', minNormVelocity: false }],
  ['offsets weighted by their deviation', { weightFunc: 'var', observation: 'offset' }],
];

for (const [name, options] of cases) {
  test(`vectors give the bits of plain TypeScript: ${name}`, () => {
    const setup = { pairs, weightFunc: 'no', scale: -0.0044, ...options } as InversionOptions;
    const plain = prepareInversion(setup, laplacianKernel).invert({ numPixel, observed, quality });
    const fast = prepareInversion(setup, laplacianSimdKernel).invert({ numPixel, observed, quality });
    expect(fast).toEqual(plain);
    expect(plain.numInPieces).toBeGreaterThan(0);
  });
}

test('coherences at the nodes of the phase variance, and next to them, get the weights of plain TypeScript', () => {
  const weigh = coherenceWeighting('var', 20);
  const coherences: number[] = [Number.NaN, -1, 0, 0.05, 1, 1.5];
  for (let node = 0; node <= 200; node++) {
    const bits = new Int32Array(Float32Array.of((node + 0.5) / 200).buffer)[0];
    for (let step = -3; step <= 3; step++) {
      coherences.push(new Float32Array(Int32Array.of(bits + step).buffer)[0]);
    }
  }
  const numPixel = coherences.length;
  const structure = networkStructure(sequentialPairs(dates.slice(0, 2), 1));
  const kernel = laplacianSimdKernel({ structure, weigh, kind: 'phase', references: undefined }, numPixel);
  kernel.block.quality.set(coherences);
  const got: number[] = [];
  for (let start = 0; start < numPixel; start += kernel.panel * kernel.lanes) {
    kernel.load(start, numPixel);
    for (let group = 0; group < kernel.panel && got.length < numPixel; group++) {
      kernel.select(group);
      got.push(...kernel.group.weight.subarray(0, kernel.lanes));
    }
  }
  const expected = Float64Array.from(coherences, Math.fround);
  weigh(expected);
  expect(got.slice(0, numPixel)).toEqual([...expected]);
});
