import { bench, describe } from 'vitest';
import { formatDate } from '../dates.ts';
import { sequentialPairs } from '../network/pair-selection.ts';
import { prepareInversion } from './inversion.ts';

// 61 dates, 5 connections: 290 interferograms; 10 % of the pixels miss 5 % of their observations.
const dates = Array.from({ length: 61 }, (_, k) => formatDate(Date.UTC(2015, 0, 1 + 12 * k)));
const pairs = sequentialPairs(dates, 5);
const numPixel = 4000;

let state = 1;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 4294967296;
};
const observed = new Float32Array(pairs.length * numPixel);
const quality = new Float32Array(pairs.length * numPixel);
for (let k = 0; k < observed.length; k++) {
  observed[k] = k % 10 === 0 && random() < 0.05 ? Number.NaN : 20 * (random() - 0.5);
  quality[k] = random();
}

describe(`inversion of ${numPixel} pixels, ${pairs.length} interferograms, ${dates.length} dates`, () => {
  for (const weightFunc of ['var', 'fim', 'no'] as const) {
    const inversion = prepareInversion({ pairs, weightFunc, looks: 20 });
    bench(weightFunc, () => {
      inversion.invert({ numPixel, observed, quality });
    });
  }
});
