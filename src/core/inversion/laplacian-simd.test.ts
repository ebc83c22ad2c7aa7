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

/** A network seen through holes, with coherences of all kinds, and what float64 makes of it. */
function quickScene(spoiled: boolean) {
  const seeded = createRandom(11);
  const at = new Map(dates.map((date, k) => [date, k]));
  const walk = new Float64Array(dates.length * numPixel).map(() => seeded() - 0.4);
  for (let k = numPixel; k < walk.length; k++) walk[k] += walk[k - numPixel];
  const observed = new Float32Array(size);
  for (const [i, { date1, date2 }] of pairs.entries()) {
    for (let p = 0; p < numPixel; p++) {
      const motion = walk[at.get(date2)! * numPixel + p] - walk[at.get(date1)! * numPixel + p];
      const isLost = seeded() < (spoiled && p % 3 === 0 ? 0.5 : 0.003);
      observed[i * numPixel + p] = isLost ? 0 : motion + 5 + 0.5 * (seeded() - 0.5);
    }
  }
  if (spoiled) observed.set([1e8, -3e38, Number.NaN], 5 * numPixel + 10);
  const quality = Float32Array.from({ length: size }, () => (spoiled ? seeded() : 0.3 + 0.5 * seeded()));
  const isOff = Uint8Array.from({ length: numPixel }, (_, p) => Number(spoiled && p > 60 && p < 100));
  return { numPixel, observed, quality, isOff };
}

const quickOptions: InversionOptions = {
  ...{ pairs, weightFunc: 'var', looks: 20, scale: -0.0044, fast: true },
  references: pairs.map(() => 5),
};

for (const spoiled of [false, true]) {
  test(`single precision has the bits of plain TypeScript, ${spoiled ? 'and hard pixels those of double precision' : 'and differs by some 1e-7'}`, () => {
    const block = quickScene(spoiled);
    const exact = prepareInversion({ ...quickOptions, fast: false }).invert(block);
    const plain = prepareInversion(quickOptions, laplacianKernel).invert(block);
    const inversion = prepareInversion(quickOptions, laplacianSimdKernel);
    inversion.invert(quickScene(!spoiled)); // what a block leaves behind harms none after it
    const fast = inversion.invert(block);
    expect(fast).toEqual(plain);
    const { numInPieces, numIllConditioned, numInvIfgram } = exact;
    expect(fast).toMatchObject({ numInPieces, numIllConditioned, numInvIfgram });
    expect(numInPieces > 0).toBe(spoiled);
    let numEqual = 0;
    for (let p = 0; p < numPixel; p++) {
      const series = (of: Float32Array) => dates.map((_, k) => of[k * numPixel + p]);
      const [ours, theirs] = [series(fast.timeseries), series(exact.timeseries)];
      const largest = Math.max(...theirs.map(Math.abs));
      const error = Math.max(...ours.map((value, k) => Math.abs(value - theirs[k])));
      expect(error).toBeLessThanOrEqual(5e-7 * largest);
      expect(Math.abs(fast.inversionQuality[p] - exact.inversionQuality[p])).toBeLessThan(3e-7);
      if (error === 0) numEqual++;
    }
    expect(numEqual).toBeLessThan(numPixel); // or it was not single precision at all
  });
}

test('in single precision, too, the bits of a pixel do not depend on its neighbours', () => {
  const block = quickScene(true);
  const whole = prepareInversion(quickOptions).invert(block);
  const from = 7;
  const some = 90;
  const cut = (of: Float32Array) =>
    Float32Array.from(
      { length: pairs.length * some },
      (_, k) => of[Math.floor(k / some) * numPixel + from + (k % some)],
    );
  const part = prepareInversion(quickOptions).invert({
    numPixel: some,
    observed: cut(block.observed),
    quality: cut(block.quality),
    isOff: block.isOff.slice(from, from + some),
  });
  for (let k = 0; k < dates.length; k++)
    expect(part.timeseries.subarray(k * some, (k + 1) * some)).toEqual(
      whole.timeseries.subarray(k * numPixel + from, k * numPixel + from + some),
    );
});

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
