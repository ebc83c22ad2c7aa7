import { expect, test } from 'vitest';
import { grid } from '../array.ts';
import { closureFilter, plainLoops, simdLoops } from './closure-filter.ts';
import { gaussianWeights, smoothComplex } from './phasor-filter.ts';

const [length, width] = [9, 13];
const weights = gaussianWeights(5, 1);
const phase = Float32Array.from({ length: length * width }, (_, i) => 9 * Math.sin(0.7 * i) + 0.01 * i);

function smoothed(make: typeof plainLoops, values = phase): Float32Array {
  const out = values.slice();
  const filter = closureFilter(weights, width, make);
  filter.smooth(out.slice()); // nothing of an earlier raster is left
  filter.smooth(out);
  return out;
}

test('phases are those of the smoothed phasors, and the vector kernel gives the bits of the plain loops', () => {
  const plain = smoothed(plainLoops);
  expect(smoothed(simdLoops)).toEqual(plain);
  const part = (f: (x: number) => number) => grid(Float64Array.from(phase, f), length, width);
  const { re, im } = smoothComplex(part(Math.cos), part(Math.sin), weights);
  const errors = plain.map((value, i) => {
    const difference = value - Math.atan2(im[i], re[i]);
    const turned = difference - 2 * Math.PI * Math.round(difference / 2 / Math.PI);
    return Math.abs(turned) * Math.hypot(re[i], im[i]);
  });
  expect(Math.max(...errors)).toBeLessThan(2e-6);
});

test('a missing phase is missing in all sums that it belongs to', () => {
  const holed = phase.slice();
  holed[4 * width + 6] = Number.NaN;
  const out = smoothed(simdLoops, holed);
  expect(out.filter(Number.isNaN)).toHaveLength(25);
  expect(smoothed(plainLoops, holed)).toEqual(out);
});
