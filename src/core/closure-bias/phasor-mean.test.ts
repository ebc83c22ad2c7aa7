import { expect, test } from 'vitest';
import { plainLoops, simdLoops } from './closure-loops.ts';
import { phasorMean } from './phasor-mean.ts';

const numPixel = 1500; // more than a run, and no whole number of vectors
const planes = [0, 1, 2].map((k) =>
  Float64Array.from({ length: numPixel }, (_, i) => 40 * Math.sin(1.3 * i + k) + 1e4 * k),
);

function sums(make: typeof plainLoops, phases = planes) {
  const mean = phasorMean(numPixel, make);
  for (const phase of phases) mean.add(phase);
  return mean;
}

test('sums are those of cosines and sines, after any number of cycles, to the same bits with vectors', () => {
  const { re, im } = sums(plainLoops);
  expect(sums(simdLoops)).toMatchObject({ re, im });
  for (let i = 0; i < numPixel; i++) {
    const of = (part: (x: number) => number) => planes.reduce((sum, phase) => sum + part(phase[i]), 0);
    expect(Math.abs(re[i] - of(Math.cos))).toBeLessThan(planes.length * 8e-7);
    expect(Math.abs(im[i] - of(Math.sin))).toBeLessThan(planes.length * 8e-7);
  }
});

test('a missing phase makes its pixel missing, and no other', () => {
  const holed = planes[0].slice();
  holed[1100] = Number.NaN;
  const { re, im } = sums(simdLoops, [planes[1], holed]);
  for (const part of [re, im]) {
    expect(part[1100]).toBeNaN();
    expect(part.filter(Number.isNaN)).toHaveLength(1);
  }
});
