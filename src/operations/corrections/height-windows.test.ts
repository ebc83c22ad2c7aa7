import { expect, test } from 'vitest';
import { estimateLocalSlopes, subtractLocalDelay } from '../../core/atmosphere/local-height-delay.ts';
import { powerLawFields } from '../../core/simulation/random-field.ts';
import { randomStream } from '../../core/simulation/random-stream.ts';
import heightDelayKernel, { type HeightDelayArgs } from './correct-troposphere-kernel.ts';

const size = { length: 120, width: 160 };
const numPixel = size.length * size.width;
const reference = 60 * size.width + 80;
const windows = { size: 60, minPixels: 20 };
const column = (i: number) => i % size.width;
const row = (i: number) => Math.floor(i / size.width);

/** Hills of some hundred metres. */
const [hills, noise] = powerLawFields(size.length, size.width, 3, randomStream(7, 'hills'));
const height = Float32Array.from(hills.data, (value) => 300 * (value - hills.data[reference]));

function corrected(displacement: Float32Array, more: Partial<HeightDelayArgs> = {}): Float32Array {
  const mask = new Uint8Array(numPixel).fill(1);
  const options = { looks: 4, polyOrder: 1, minCorrelation: 0 };
  const work = heightDelayKernel({ size, mask, height, ...options, ...more });
  const shape = [size.length, size.width] as const;
  const rows = { y0: 0, y1: size.length, width: size.width, length: size.length, numPixel };
  return work({ timeseries: { data: displacement.slice(), shape } }, 0, rows).outputs.timeseries;
}

function scatter(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

const local = { windows: { ...windows, reference } };

test('a stratification that changes across the scene leaves less than half of what one slope leaves', () => {
  const slope = (i: number) => 2e-5 * (1 + 0.8 * Math.sin(column(i) / 45) + 0.5 * Math.cos(row(i) / 40));
  const delay = Float32Array.from(height, (h, i) => slope(i) * h + 1e-3 * noise.data[i]);
  const [before, one, many] = [delay, corrected(delay), corrected(delay, local)].map(scatter);
  expect(one).toBeLessThan(before);
  expect(many).toBeLessThan(0.5 * one);
  expect(corrected(delay, local)[reference]).toBeCloseTo(delay[reference], 9);
});

test('where one slope holds everywhere, windows change it by no more than the noise', () => {
  const delay = Float32Array.from(height, (h, i) => 2e-5 * h + 1e-4 * noise.data[i]);
  expect(scatter(corrected(delay, local))).toBeLessThan(1.05 * scatter(corrected(delay)));
});

test('most of a deformation as wide as a window stays', () => {
  const bowl = Float32Array.from(
    height,
    (_, i) => 0.02 * Math.exp(-(((column(i) - 100) / 40) ** 2) - ((row(i) - 50) / 40) ** 2),
  );
  const removed = (more: Partial<HeightDelayArgs>) =>
    scatter(corrected(bowl, more).map((value, i) => value - bowl[i]));
  expect(removed(local)).toBeLessThan(0.45 * scatter(bowl));
});

test('windows with few pixels or without relief have no slope of their own; zeros stay', () => {
  const n = 400;
  const samples = {
    height: Float64Array.from({ length: n }, (_, i) => (i % 20 < 10 ? 100 * (i % 7) : 500)),
    y: Float64Array.from({ length: n }, (_, i) => 6 * Math.floor(i / 20)),
    x: Float64Array.from({ length: n }, (_, i) => 8 * (i % 20)),
  };
  const residual = samples.height.map((h) => 1e-4 * h);
  const { slope, columns } = estimateLocalSlopes(size, samples, residual, windows);
  expect(slope[0]).toBeCloseTo(1e-4, 12);
  expect(slope[columns.count - 1]).toBe(0);
  const none = estimateLocalSlopes(size, samples, residual, { ...windows, minPixels: 1000 });
  expect(none.slope.every((value) => value === 0)).toBe(true);
  const displacement = new Float32Array(numPixel);
  subtractLocalDelay(size, displacement, height, { ...none, slope: none.slope.fill(1) }, reference);
  expect(displacement.every((value) => value === 0)).toBe(true);
});
