import { expect, test } from 'vitest';
import { plainPlaceDelays, simdPlaceDelays } from './place-delays.ts';
import { zenithSpline } from './zenith-cube.ts';
import { nodeWeights } from './zenith-places.ts';

const [latitudes, longitudes, heights] = [
  [36.2, 36.1, 36],
  [25, 25.1, 25.2, 25.3],
  [0, 500, 1500],
];
const numNode = latitudes.length * longitudes.length * heights.length;
const splines = [0, 1, 2].map((k) =>
  zenithSpline({
    latitudes,
    longitudes,
    heights,
    delay: Float32Array.from({ length: numNode }, (_, i) => 2.3 + 0.1 * Math.sin(i + k)),
  }),
);
const numPixel = 300; // more than a tile
const of = (value: (i: number) => number) => Float64Array.from({ length: numPixel }, (_, i) => value(i));
const weights = nodeWeights(splines[0], {
  latitude: of((i) => 36 + 0.2 * Math.abs(Math.sin(i))),
  longitude: of((i) => 25 + 0.3 * Math.abs(Math.cos(2 * i))),
  height: of((i) => (i === 7 ? Number.NaN : 10 * i - 500)),
});
const factor = of((i) => -1 - 0.001 * i);

test('the vector kernel gives the bits of the plain loop, for any number of dates', () => {
  for (const some of [splines, splines.slice(1)]) {
    const [plain, fast] = [0, 1].map(() => new Float32Array(some.length * numPixel));
    plainPlaceDelays(some)(weights, factor, plain);
    simdPlaceDelays(some)(weights, factor, fast);
    expect(fast).toEqual(plain);
    expect(plain.filter(Number.isNaN)).toHaveLength(some.length);
    expect(plain[numPixel + 3]).toBeCloseTo(-2.3, 0);
  }
});
