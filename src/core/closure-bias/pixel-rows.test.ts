import { expect, test } from 'vitest';
import { plainPixelRows, simdPixelRows } from './pixel-rows.ts';

test('the vector kernel gives the bits of the plain loops, for odd counts too', () => {
  const [plain, fast] = [plainPixelRows, simdPixelRows].map((make) => {
    const rows = make(60);
    rows.values.forEach((_, i) => {
      rows.values[i] = Math.sin(1.7 * i);
    });
    rows.subtract(0, 10, 0.3, 9);
    rows.divide(10, 7, 9);
    rows.addPair(20, 0, 10, 30, 40, 9);
    rows.addPair(20, 10, 0, undefined, 50, 9);
    return [0, 10, 20, 30, 40, 50].flatMap((at) => [...rows.values.subarray(at, at + 9)]);
  });
  expect(fast).toEqual(plain);
  expect(plain[0]).toBe(Math.sin(0) - 0.3 * Math.sin(17));
});
