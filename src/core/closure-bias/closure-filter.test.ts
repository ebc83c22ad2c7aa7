import { expect, test } from 'vitest';
import { grid } from '../array.ts';
import { ClosureFilter, closuresAt } from './closure-filter.ts';
import { plainLoops, simdLoops } from './closure-loops.ts';
import { gaussianWeights, smoothComplex } from './phasor-filter.ts';

const [length, width] = [9, 13];
const numPixel = length * width;
const wave = (k: number) =>
  Float32Array.from({ length: numPixel }, (_, i) => 9 * Math.sin(0.7 * i + k) + 0.01 * i * k);
/** One long interferogram and two short ones. */
const STACK = [0, 1, 2].map(wave);
const closure = STACK[0].map((value, i) => STACK[1][i] + STACK[2][i] - value);
const ROOM = { numPlane: 3, numGiven: numPixel, numDate: 3, numPixel };

/** Smoothed closure phases of some rows, of the rows that are given, and what is told of them. */
function smoothed(make: typeof plainLoops, stack = STACK, [y0, y1] = [0, length], halo = 2) {
  const [from, to] = [Math.max(0, y0 - halo), Math.min(length, y1 + halo)];
  const numGiven = (to - from) * width;
  const filter = new ClosureFilter(width, ROOM, make);
  for (const [k, plane] of stack.entries())
    filter.phase(numGiven).set(plane.subarray(from * width, to * width), k * numGiven);
  const size = (y1 - y0) * width;
  const phase = new Float32Array(size);
  let jumps = 0;
  for (let again = 0; again < 2; again++) {
    // nothing of an earlier block is left
    filter.begin(size);
    jumps = 0;
    const rows = { numRow: to - from, first: y0 - from, end: y1 - from };
    filter.smooth([0, 1, 2], rows, (row, at) => {
      for (let x = 0; x < width; x++) phase[row * width + x] = filter.at(at + x);
      jumps += filter.jumps(at);
      filter.add(row, at, 0.25, [1, 2], size, 2);
    });
  }
  return { phase, jumps, timeseries: filter.timeseries(size).slice() };
}

test('phases are those of the smoothed phasors, and the vector kernel gives the bits of the plain loops', () => {
  const plain = smoothed(plainLoops);
  expect(smoothed(simdLoops)).toEqual(plain);
  const part = (f: (x: number) => number) => grid(Float64Array.from(closure, f), length, width);
  const { re, im } = smoothComplex(part(Math.cos), part(Math.sin), gaussianWeights(5, 1));
  const errors = plain.phase.map((value, i) => {
    const difference = value - Math.atan2(im[i], re[i]);
    const turned = difference - 2 * Math.PI * Math.round(difference / 2 / Math.PI);
    return Math.abs(turned) * Math.hypot(re[i], im[i]);
  });
  expect(Math.max(...errors)).toBeLessThan(4e-6);
});

test('a band of rows with those around it comes to the bits that its rows have in the whole', () => {
  const whole = smoothed(simdLoops);
  for (const [y0, y1] of [
    [0, 3],
    [3, 4],
    [4, 9],
  ])
    expect(smoothed(simdLoops, STACK, [y0, y1]).phase).toEqual(whole.phase.slice(y0 * width, y1 * width));
  expect(smoothed(simdLoops, STACK, [3, 6], 1).phase).not.toEqual(whole.phase.slice(3 * width, 6 * width));
});

test('sums over the dates are of phases less that at the reference pixel, over the divisor', () => {
  const { phase, jumps, timeseries } = smoothed(simdLoops);
  const relative = phase.map((value) => value - 0.25);
  expect(timeseries.subarray(0, numPixel)).toEqual(new Float32Array(numPixel));
  expect(timeseries.subarray(numPixel, 2 * numPixel)).toEqual(relative.map((value) => value / 2));
  expect(timeseries.subarray(2 * numPixel)).toEqual(relative);
  const isJump = (value: number, i: number) => i % width > 0 && Math.abs(value - phase[i - 1]) > Math.PI;
  expect(jumps).toBe(phase.filter(isJump).length);
  expect(jumps).toBeGreaterThan(0);
});

test('the smoothed closure phase of one pixel needs no others than those around it', () => {
  const { phase } = smoothed(simdLoops);
  for (const [y, x] of [
    [0, 0],
    [4, 6],
    [8, 11],
  ]) {
    const [y0, x0] = [Math.max(0, y - 2), Math.max(0, x - 2)];
    const [rows, columns] = [Math.min(length, y + 3) - y0, Math.min(width, x + 3) - x0];
    const around = STACK.flatMap((plane) =>
      Array.from(
        { length: rows * columns },
        (_, i) => plane[(y0 + Math.floor(i / columns)) * width + x0 + (i % columns)],
      ),
    );
    const place = { rows, columns, y: y - y0, x: x - x0 };
    const [value] = closuresAt([{ long: 0, short: [1, 2] }], Float32Array.from(around), place);
    expect(value).toBe(phase[y * width + x]);
  }
});

test('a missing phase is missing in all sums that it belongs to', () => {
  const holed = STACK.map((plane) => plane.slice());
  holed[1][4 * width + 6] = Number.NaN;
  const out = smoothed(simdLoops, holed);
  expect(out.phase.filter(Number.isNaN)).toHaveLength(25);
  expect(smoothed(plainLoops, holed)).toEqual(out);
});
