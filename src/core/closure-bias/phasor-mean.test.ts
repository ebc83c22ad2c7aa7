import { expect, test } from 'vitest';
import { plainLoops, simdLoops } from './closure-loops.ts';
import { phasorMean } from './phasor-mean.ts';

const numPixel = 1501; // no whole number of vectors
const planes = [0, 1, 2].map((k) =>
  Float32Array.from({ length: numPixel }, (_, i) => 40 * Math.sin(1.3 * i + k) + 1e4 * k),
);
const loops = [
  { long: 0, short: [1, 2] },
  { long: 2, short: [0, 1] },
  { long: 1, short: [2] },
];
const closures = loops.map(({ long, short }) =>
  Float64Array.from({ length: numPixel }, (_, i) =>
    short.reduce((sum, plane) => sum + planes[plane][i], -planes[long][i]),
  ),
);

function sums(make: typeof plainLoops, phases = planes) {
  const mean = phasorMean(planes.length, numPixel + 7, make);
  for (const [k, phase] of phases.entries()) mean.phase(numPixel).set(phase, k * numPixel);
  mean.sums(loops, numPixel);
  return mean.sums(loops, numPixel); // nothing of those before is left
}

test('sums are those of cosines and sines, after any number of cycles, to the same bits with vectors', () => {
  const { re, im } = sums(plainLoops);
  expect(sums(simdLoops)).toMatchObject({ re, im });
  for (let i = 0; i < numPixel; i++) {
    const of = (part: (x: number) => number) => closures.reduce((sum, phase) => sum + part(phase[i]), 0);
    expect(Math.abs(re[i] - of(Math.cos))).toBeLessThan(loops.length * 8e-7);
    expect(Math.abs(im[i] - of(Math.sin))).toBeLessThan(loops.length * 8e-7);
  }
});

test('a missing phase makes its pixel missing, and no other', () => {
  const holed = planes.map((plane) => plane.slice());
  holed[2][1100] = Number.NaN;
  const { re, im } = sums(simdLoops, holed);
  for (const part of [re, im]) {
    expect(part[1100]).toBeNaN();
    expect(part.filter(Number.isNaN)).toHaveLength(1);
  }
});
