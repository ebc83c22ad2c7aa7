import { fastest, MemoryLayout, SimdModule } from '../simd-module.ts';
import { ionosphereRangeDelays, verticalDelay } from './ionosphere-shell.ts';
import { RANGE_DELAYS_SIMD } from './range-delays-simd-code.ts';

/** Range delays of the ionosphere at some dates, block of pixels by block of pixels. */
export interface RangeDelays {
  /** sines of the incidence angles at the ionosphere, to be filled in [pixel] */
  readonly sines: Float64Array;

  /** @returns m [date, pixel] of the first `numPixel` pixels; the next ones come in the same memory */
  of(numPixel: number): Float32Array;
}

interface Exports {
  rangeDelays(sines: number, vertical: number, slower: number, out: number, count: number): void;
}

const CODE = new SimdModule<Exports>(RANGE_DELAYS_SIMD);

/** Bytes of linear memory; what needs more goes without vectors. */
const MOST_BYTES = 2 ** 31;

/**
 * As fast as this machine has it.
 * @param vtec of every date, TECU @param frequency of the carrier, Hz @param most pixels of a block
 */
export function rangeDelays(vtec: readonly number[], frequency: number, most: number): RangeDelays {
  const bytes = (8 + 4 * vtec.length) * most;
  return fastest(
    bytes < MOST_BYTES && CODE.isSupported(),
    () => simdRangeDelays(vtec, frequency, most),
    () => plainRangeDelays(vtec, frequency, most),
  );
}

/**
 * In WebAssembly with vector instructions (assembly/range-delays.ts): the bits of `plainRangeDelays`.
 * @param vtec of every date, TECU @param frequency of the carrier, Hz @param most pixels of a block
 */
export function simdRangeDelays(vtec: readonly number[], frequency: number, most: number): RangeDelays {
  const layout = new MemoryLayout();
  const [sinesAt, delaysAt] = [layout.reserve(8 * most), layout.reserve(4 * vtec.length * most)];
  const {
    code,
    memory: { buffer },
  } = CODE.start(layout);
  return {
    sines: new Float64Array(buffer, sinesAt, most),
    of(numPixel) {
      for (const [k, tec] of vtec.entries()) {
        const { vertical, slower } = verticalDelay(tec, frequency);
        code.rangeDelays(sinesAt, vertical, slower, delaysAt + 4 * k * numPixel, numPixel);
      }
      return new Float32Array(buffer, delaysAt, vtec.length * numPixel);
    },
  };
}

/**
 * In plain TypeScript: for machines without vector instructions, and the judge of the vector kernel.
 * @param vtec of every date, TECU @param frequency of the carrier, Hz @param most pixels of a block
 */
export function plainRangeDelays(vtec: readonly number[], frequency: number, most: number): RangeDelays {
  const sines = new Float64Array(most);
  const delays = new Float32Array(vtec.length * most);
  return {
    sines,
    of(numPixel) {
      for (const [k, tec] of vtec.entries())
        ionosphereRangeDelays(tec, sines, frequency, delays.subarray(k * numPixel, (k + 1) * numPixel));
      return delays.subarray(0, vtec.length * numPixel);
    },
  };
}
