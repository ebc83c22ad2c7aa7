import { fastest, MemoryLayout, SimdModule } from '../simd-module.ts';
import { PIXEL_ROWS_SIMD } from './pixel-rows-simd-code.ts';

/** Rows of pixels in one array, each given by the index of its first value, and what is done with them. */
export interface PixelRows {
  readonly values: Float64Array;
  /** target -= factor · source */
  subtract(target: number, source: number, factor: number, count: number): void;
  divide(target: number, divisor: number, count: number): void;
  /** ratio · (late - early) is added to toLate and taken from toEarly, unless that is undefined */
  addPair(
    ratio: number,
    early: number,
    late: number,
    toEarly: number | undefined,
    toLate: number,
    count: number,
  ): void;
}

interface Exports {
  subtract(target: number, source: number, factor: number, count: number): void;
  divide(target: number, divisor: number, count: number): void;
  addPair(ratio: number, early: number, late: number, toEarly: number, toLate: number, count: number): void;
}

const CODE = new SimdModule<Exports>(PIXEL_ROWS_SIMD);

/** As fast as this machine has it. @param size values; a row of an odd count has room for one value more */
export function pixelRows(size: number): PixelRows {
  return fastest(
    CODE.isSupported(),
    () => simdPixelRows(size),
    () => plainPixelRows(size),
  );
}

/** In WebAssembly with vector instructions (assembly/pixel-rows.ts): the bits of `plainPixelRows`. */
export function simdPixelRows(size: number): PixelRows {
  const layout = new MemoryLayout();
  const start = layout.reserve(8 * size);
  const { code, memory } = CODE.start(layout);
  const at = (index: number) => start + 8 * index;
  const even = (count: number) => count + (count % 2);
  return {
    values: new Float64Array(memory.buffer, start, size),
    subtract: (target, source, factor, count) => code.subtract(at(target), at(source), factor, even(count)),
    divide: (target, divisor, count) => code.divide(at(target), divisor, even(count)),
    addPair: (ratio, early, late, toEarly, toLate, count) => {
      const place = toEarly === undefined ? 0 : at(toEarly);
      code.addPair(at(ratio), at(early), at(late), place, at(toLate), even(count));
    },
  };
}

/** In plain TypeScript: for machines without vector instructions, and the judge of the vector kernel. */
export function plainPixelRows(size: number): PixelRows {
  const values = new Float64Array(size);
  return {
    values,
    subtract(target, source, factor, count) {
      for (let i = 0; i < count; i++) values[target + i] -= factor * values[source + i];
    },
    divide(target, divisor, count) {
      for (let i = 0; i < count; i++) values[target + i] /= divisor;
    },
    addPair(ratio, early, late, toEarly, toLate, count) {
      for (let i = 0; i < count; i++) {
        const bias = values[ratio + i] * (values[late + i] - values[early + i]);
        values[toLate + i] += bias;
        if (toEarly !== undefined) values[toEarly + i] -= bias;
      }
    },
  };
}
