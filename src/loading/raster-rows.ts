import type { Values } from '../core/array.ts';
import { fastest, MemoryLayout, SimdModule } from '../core/simd-module.ts';
import { RASTER_ROWS_SIMD } from './raster-rows-simd-code.ts';

/* Rows of a raster as they are stored and where they have gaps, by vector instructions (assembly/raster-rows.ts) where there are any. */

interface Exports {
  gaps(values: number, n: number, list: number): number;
  labels(values: number, n: number, to: number, list: number): number;
}

const CODE = new SimdModule<Exports>(RASTER_ROWS_SIMD);
/** Reads are smaller; larger ones go the plain way. */
const MOST_VALUES = 4 << 20;

/** Works on the rows of one raster after the other. What it gives stands until the next call. */
export interface RasterRows {
  /** 16-bit labels of values, and the places of those that are 0. NaN is no label. */
  labels(values: Float32Array): { readonly labels: Int16Array; readonly gaps: ArrayLike<number> };
  /** Places of values that are 0 or NaN. */
  gaps(values: Float32Array): ArrayLike<number>;
}

export function rasterRows(): RasterRows {
  let room = 0;
  let code: Exports | undefined;
  let from = new Float32Array(0);
  let to = new Int16Array(0);
  let list = new Int32Array(0);
  const plain = plainRasterRows();

  /** Values to where they can be worked on, followed by some that have no gap; undefined where that cannot be. */
  function place(values: Float32Array): Exports | undefined {
    const n = values.length;
    if (n > MOST_VALUES) return undefined;
    if (room < n) {
      room = n;
      code = fastest(
        CODE.isSupported(),
        () => {
          const layout = new MemoryLayout();
          const places = [4, 2, 4].map((bytes) => layout.reserve(bytes * (n + 8)));
          const { code, memory } = CODE.start(layout);
          from = new Float32Array(memory.buffer, places[0], n + 8);
          to = new Int16Array(memory.buffer, places[1], n + 8);
          list = new Int32Array(memory.buffer, places[2], n + 8);
          return code;
        },
        () => undefined,
      );
    }
    if (code === undefined) return undefined;
    from.set(values);
    from.fill(1, n, n + 8);
    return code;
  }
  const whole = (n: number) => 8 * Math.ceil(n / 8);

  return {
    labels(values) {
      const n = values.length;
      const count = place(values)?.labels(from.byteOffset, whole(n), to.byteOffset, list.byteOffset) ?? -1;
      if (count < 0) return plain.labels(values);
      return { labels: to.subarray(0, n), gaps: list.subarray(0, count) };
    },
    gaps(values) {
      const count = place(values)?.gaps(from.byteOffset, whole(values.length), list.byteOffset);
      return count === undefined ? plain.gaps(values) : list.subarray(0, count);
    },
  };
}

/** The same in plain TypeScript. */
export function plainRasterRows(): RasterRows {
  return {
    labels(values) {
      const labels = new Int16Array(values.length);
      labels.set(values);
      return { labels, gaps: placesWhere(labels, (label) => label === 0) };
    },
    gaps: (values) => placesWhere(values, (value) => !(Math.abs(value) > 0)),
  };
}

function placesWhere(values: Values, isGap: (value: number) => boolean): number[] {
  const places: number[] = [];
  for (let i = 0; i < values.length; i++) if (isGap(values[i])) places.push(i);
  return places;
}
