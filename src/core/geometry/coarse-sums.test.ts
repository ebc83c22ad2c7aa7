import { expect, test } from 'vitest';
import { fieldAt } from './coarse-field.ts';
import { type CoarseSums, NUM_WEIGHT, plainCoarseSums, simdCoarseSums } from './coarse-sums.ts';

const [length, width, mapLength, mapWidth] = [2, 3, 20, 33];
const fields = [1, 2].map((k) => ({
  values: Float64Array.from({ length: 3 * length * width }, (_, i) => Math.sin(k + 1.7 * i)),
  length,
  width,
  mapLength,
  mapWidth,
}));
const together = {
  ...fields[0],
  numField: fields.length,
  values: Float64Array.from({ length: 3 * fields.length * length * width }, (_, i) => {
    const [node, k] = [Math.floor(i / 3 / fields.length), Math.floor(i / 3) % fields.length];
    return fields[k].values[(i % 3) * length * width + node];
  }),
};
const direction = [0.3, -0.5, 0.8];

const numPixel = 2 * mapWidth;

/** Row 9 of the map, whose pixels lie between the nodes 0 and 1, and 1 and 2, as the second row of a block. */
function sumsOf(sums: CoarseSums): Float32Array {
  const v = (9.5 * length) / mapLength - 0.5;
  const first = 16;
  for (let x = 0; x < mapWidth; x++) {
    const u = Math.min(Math.max(((x + 0.5) * width) / mapWidth - 0.5, 0), width - 1);
    const r = u - (x < first ? 0 : 1);
    const corners = [(1 - v) * (1 - r), (1 - v) * r, v * (1 - r), v * r];
    for (let n = 0; n < NUM_WEIGHT; n++)
      sums.weights[n * mapWidth + x] = corners[Math.trunc(n / 3)] * direction[n % 3];
  }
  sums.weights[5] = Number.NaN; // no direction
  sums.sumRow(Int32Array.of(0, first, 1, mapWidth - first), 2, mapWidth, numPixel);
  return sums.sums(numPixel).slice();
}

test('sums of runs are the projected vectors of the fields, and the vector kernel gives the same bits', () => {
  const plain = sumsOf(plainCoarseSums(together, mapWidth, numPixel + 5));
  expect(sumsOf(simdCoarseSums(together, mapWidth, numPixel + 5))).toEqual(plain);
  const enu = new Float64Array(3);
  fields.forEach((field, k) => {
    for (let x = 0; x < mapWidth; x++) {
      fieldAt(field, 9, x, enu);
      const wanted = enu.reduce((sum, value, c) => sum + value * direction[c], 0);
      if (x === 5) expect(plain[k * numPixel + mapWidth + x]).toBeNaN();
      else expect(plain[k * numPixel + mapWidth + x]).toBeCloseTo(wanted, 6);
    }
  });
});
