import { fastest, MemoryLayout, SimdModule } from '../simd-module.ts';
import { PLACE_DELAYS_SIMD } from './place-delays-simd-code.ts';
import type { ZenithSpline } from './zenith-cube.ts';
import { delayAtPlaces, NODE_WEIGHTS, type NodeWeights } from './zenith-places.ts';

/**
 * Zenith delays of several dates at pixels.
 * @param factor [numPixel], what each is multiplied by
 * @param out [date, numPixel], m; NaN outside of the cube
 */
type PlaceDelays = (weights: NodeWeights, factor: Float64Array, out: Float32Array) => void;

interface Exports {
  delays(
    base: number,
    weights: number,
    factor: number,
    count: number,
    coefficients: number,
    numDate: number,
    step: number,
    down: number,
    to: number,
    stride: number,
  ): void;
}

const CODE = new SimdModule<Exports>(PLACE_DELAYS_SIMD);

/** Bytes of linear memory; what needs more goes without vectors. */
const MOST_BYTES = 2 ** 31;

/** Pixels at a time, all dates of which stay in the caches. */
const TILE = 256;

/** As fast as this machine has it. @param splines one per date, all with the same nodes */
export function placeDelays(splines: readonly ZenithSpline[]): PlaceDelays {
  const bytes = 8 * (splines.length + 1) * splines[0].coefficients.length;
  return fastest(
    bytes < MOST_BYTES && CODE.isSupported(),
    () => simdPlaceDelays(splines),
    () => plainPlaceDelays(splines),
  );
}

/** In WebAssembly with vector instructions (assembly/place-delays.ts): the bits of `plainPlaceDelays`. */
export function simdPlaceDelays(splines: readonly ZenithSpline[]): PlaceDelays {
  const [{ heights, longitude, coefficients }] = splines;
  const numDate = 2 * Math.ceil(splines.length / 2);
  const layout = new MemoryLayout();
  const coefficientsAt = layout.reserve(8 * numDate * coefficients.length);
  const [baseAt, weightsAt] = [layout.reserve(4 * TILE), layout.reserve(8 * NODE_WEIGHTS * TILE)];
  const [factorAt, outAt] = [layout.reserve(8 * TILE), layout.reserve(4 * numDate * TILE)];
  const {
    code,
    memory: { buffer },
  } = CODE.start(layout);
  const byNode = new Float64Array(buffer, coefficientsAt, numDate * coefficients.length);
  splines.forEach(({ coefficients: own }, k) => {
    for (let node = 0, at = k; node < own.length; node++, at += numDate) byNode[at] = own[node];
  });
  const base = new Int32Array(buffer, baseAt, TILE);
  const weights = new Float64Array(buffer, weightsAt, NODE_WEIGHTS * TILE);
  const factors = new Float64Array(buffer, factorAt, TILE);
  const tile = new Float32Array(buffer, outAt, numDate * TILE);
  const step = heights.length;
  const down = (longitude.count + 3) * step;
  return (places, factor, out) => {
    const numPixel = factor.length;
    for (let from = 0; from < numPixel; from += TILE) {
      const count = Math.min(TILE, numPixel - from);
      const end = from + count;
      base.set(places.base.subarray(from, end));
      weights.set(places.weights.subarray(NODE_WEIGHTS * from, NODE_WEIGHTS * end));
      factors.set(factor.subarray(from, end));
      const grid = [coefficientsAt, numDate, step, down] as const;
      code.delays(baseAt, weightsAt, factorAt, count, ...grid, outAt, TILE);
      for (let k = 0; k < splines.length; k++)
        out.set(tile.subarray(k * TILE, k * TILE + count), k * numPixel + from);
    }
  };
}

/** In plain TypeScript: for machines without vector instructions, and the judge of the vector kernel. */
export function plainPlaceDelays(splines: readonly ZenithSpline[]): PlaceDelays {
  return (places, factor, out) => {
    const numPixel = factor.length;
    splines.forEach((spline, k) => {
      delayAtPlaces(spline, places, factor, out.subarray(k * numPixel, (k + 1) * numPixel));
    });
  };
}
