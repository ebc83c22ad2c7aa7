import { expect, test } from 'vitest';
import { formatDate, temporalBaselines } from '../dates.ts';
import { sequentialPairs } from '../network/pair-selection.ts';
import { createGaussian } from '../stats/gaussian.ts';
import { createRandom } from '../stats/random.ts';
import { factoriseTimeFunctions } from '../timeseries/fit.ts';
import { type InversionOptions, prepareInversion } from './inversion.ts';
import { coherenceWeighting } from './weights.ts';

const dates = Array.from({ length: 98 }, (_, k) => formatDate(Date.UTC(2015, 0, 1 + 12 * k)));
const days = temporalBaselines(dates);
const place = new Map(dates.map((date, k) => [date, k]));
const pairs = sequentialPairs(dates, 5);
const span = pairs.map(({ date1, date2 }) => days[place.get(date2)!] - days[place.get(date1)!]);
const [numPixel, velocity, scale] = [200, 10, (-0.05546576 / (4 * Math.PI)) * 1000];
const { inverse } = factoriseTimeFunctions({ dates, model: { polynomial: 1 } });

const weigh = coherenceWeighting('var', 40);

/** Phases of a velocity with the noise of 40 looks; a share of them is off by one or two cycles. */
function simulate(share: number, seed = 3) {
  const random = createRandom(seed);
  const gaussian = createGaussian(random);
  const observed = new Float32Array(pairs.length * numPixel);
  const quality = new Float32Array(observed.length);
  pairs.forEach((_, i) => {
    const coherence = Math.exp(-span[i] / 55);
    const weight = Float64Array.of(coherence);
    weigh(weight);
    for (let p = 0; p < numPixel; p++) {
      const cycles = random() < share ? (random() < 0.5 ? 1 : 2) * (random() < 0.5 ? -1 : 1) : 0;
      const noise = gaussian() / Math.sqrt(weight[0]);
      observed[i * numPixel + p] = (velocity * span[i]) / 365.25 / scale + noise + 2 * Math.PI * cycles;
      quality[i * numPixel + p] = coherence;
    }
  });
  return { numPixel, observed, quality };
}

const scenes = new Map<number, ReturnType<typeof simulate>>();

function sceneOf(share: number) {
  const scene = scenes.get(share) ?? simulate(share);
  scenes.set(share, scene);
  return scene;
}

function invert(share: number, options: Partial<InversionOptions>) {
  const inversion = prepareInversion({ pairs, weightFunc: 'var', looks: 40, scale, ...options });
  const { timeseries, inversionQuality } = inversion.invert(sceneOf(share));
  const velocities = Array.from({ length: numPixel }, (_, p) =>
    dates.reduce((sum, _, k) => sum + inverse.data[dates.length + k] * timeseries[k * numPixel + p], 0),
  );
  return {
    bias: velocities.reduce((a, b) => a + b) / numPixel - velocity,
    std: Math.hypot(...velocities.map((v) => v - velocity)) / Math.sqrt(numPixel),
    coherence: inversionQuality.reduce((a, b) => a + b) / numPixel,
  };
}

test.each([
  [0, 0.48],
  [0.02, 0.5],
  [0.05, 0.6],
  [0.1, 0.7],
])('velocities hold with %d of the pairs off by cycles', (share, most) => {
  const robust = invert(share, { norm: 'L1' });
  expect(robust.std).toBeLessThan(most);
  expect(Math.abs(robust.bias)).toBeLessThan(0.1);
  const usual = invert(share, {});
  if (share > 0) expect(usual.std).toBeGreaterThan(8 * robust.std);
  else expect(robust.std).toBeLessThan(1.03 * usual.std);
  // pairs that are off agree with their phases modulo 2 pi: the robust series explains more of them
  expect(robust.coherence).toBeGreaterThan(usual.coherence - 0.002);
});

test.each(['no', 'coh'] as const)('weights "%s" have a robust norm, too', (weightFunc) => {
  expect(invert(0.05, { norm: 'L1', weightFunc }).std).toBeLessThan(0.9);
  expect(invert(0.05, { weightFunc }).std).toBeGreaterThan(2.5);
});

test('bits of a pixel do not depend on its neighbours, gaps and missing pairs included', () => {
  const block = simulate(0.05, 8);
  const random = createRandom(2);
  for (let k = 0; k < block.observed.length; k++) if (random() < 0.05) block.observed[k] = Number.NaN;
  pairs.forEach(({ date1, date2 }, i) => {
    if (date1 < dates[50] && date2 >= dates[50]) block.observed[i * numPixel + 4] = Number.NaN;
  });
  const { invert } = prepareInversion({ pairs, weightFunc: 'var', looks: 40, norm: 'L1', gap: 'nsbas' });
  const whole = invert({ ...block, observed: block.observed.slice() });
  const timeseries = whole.timeseries.slice();
  expect(whole.numInPieces).toBe(1);
  for (const p of [0, 4, 5, 199]) {
    const take = (values: Float32Array) => Float32Array.from(pairs, (_, i) => values[i * numPixel + p]);
    const alone = invert({ numPixel: 1, observed: take(block.observed), quality: take(block.quality) });
    expect([...alone.timeseries]).toEqual(dates.map((_, k) => timeseries[k * numPixel + p]));
    expect(alone.inversionQuality[0]).toBe(whole.inversionQuality[p]);
  }
});
