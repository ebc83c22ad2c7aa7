import { expect, it } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { CHUNK, mapPixels } from './map-pixels.ts';
import { fromRows, multiplyVector } from './matrix.ts';

const numPixel = 37;
const random = createRandom(3);
const block = Float32Array.from({ length: 7 * numPixel }, () => random() - 0.5);
const pixel = (i: number) => Array.from({ length: 7 }, (_, k) => block[k * numPixel + i]);

it('every pixel of a run is multiplied by the matrix', () => {
  const a = fromRows([0, 1, 2].map(() => Array.from({ length: 7 }, () => random() - 0.5)));
  const out = new Float64Array(3 * CHUNK);
  mapPixels(a, block, numPixel, 5, 20, out);
  for (let i = 0; i < 20; i++) {
    const expected = multiplyVector(a, pixel(5 + i));
    for (let row = 0; row < 3; row++) expect(out[row * CHUNK + i]).toBeCloseTo(expected[row], 14);
  }
});

it('bands of zero weight may hold no-data', () => {
  const holes = block.slice();
  holes.fill(Number.NaN, 2 * numPixel, 3 * numPixel);
  const out = new Float64Array(CHUNK);
  mapPixels(fromRows([[1, 1, 0, 1, 1, 1, 1]]), holes, numPixel, 0, numPixel, out);
  for (let i = 0; i < numPixel; i++) {
    expect(out[i]).toBeCloseTo(
      pixel(i).reduce((sum, x, k) => (k === 2 ? sum : sum + x), 0),
      14,
    );
  }
});
