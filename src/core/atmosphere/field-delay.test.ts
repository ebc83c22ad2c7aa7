import { expect, test } from 'vitest';
import { type DelayPixels, plainDelayPixels, simdDelayPixels } from './field-delay.ts';

const [rows, columns, pieces, size] = [3, 4, 5, 64];
const coefficients = Float64Array.from({ length: 4 * pieces * rows * columns }, (_, k) =>
  Math.sin(1 + 0.37 * k),
);
const field = {
  south: 10,
  west: 20,
  latitudeStep: 0.25,
  longitudeStep: 0.25,
  rows,
  columns,
  bottom: 100,
  step: 160,
  coefficients,
};

function delaysOf(pixels: DelayPixels): Float32Array {
  for (let i = 0; i < size; i++) {
    pixels.height[i] = -200 + 23.7 * i; // from below the lowest piece to above the uppermost
    pixels.slant[i] = i % 9 === 0 ? Number.NaN : -1 / Math.cos(0.3 + 0.005 * i);
    pixels.cell[i] = (i % (rows - 1)) * columns + (i % (columns - 1));
    pixels.north[i] = (i % 7) / 6;
    pixels.east[i] = (i % 11) / 10;
  }
  const out = new Float32Array(size - 1);
  pixels.delays(field, out);
  return out;
}

test('the vector kernel gives the bits of the plain loop, which reads the pieces around each pixel', () => {
  const plain = delaysOf(plainDelayPixels(size));
  expect(delaysOf(simdDelayPixels(size, coefficients.length))).toEqual(plain);
  // One pixel by hand: number 25, height 392.5 m.
  const t0 = (-200 + 23.7 * 25 - 100) / 160;
  const at = (node: number) => {
    const a = 4 * (Math.floor(t0) * rows * columns + node);
    const t = t0 - Math.floor(t0);
    return [0, 1, 2, 3].reduce((sum, k) => sum + coefficients[a + k] * t ** k, 0);
  };
  const node = (25 % (rows - 1)) * columns + (25 % (columns - 1));
  const [y, x] = [(25 % 7) / 6, (25 % 11) / 10];
  const zenith =
    (1 - y) * ((1 - x) * at(node) + x * at(node + 1)) +
    y * ((1 - x) * at(node + columns) + x * at(node + columns + 1));
  expect(plain[25]).toBeCloseTo(-zenith / Math.cos(0.3 + 0.005 * 25), 6);
  expect(plain[27]).toBeNaN();
});
