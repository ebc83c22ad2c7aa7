import { fastest, MemoryLayout, SimdModule } from '../simd-module.ts';
import { ROW_SUMS_SIMD } from './row-sums-simd-code.ts';

/** Loops over rows of one array; a row is given by the index of its first value. */
export interface RowSums {
  /** the rows that the loops read and write */
  readonly values: Float64Array;
  /** weights of one half of a symmetric sum, middle first */
  readonly half: Float64Array;
  /** indices in `values` at which rows begin */
  readonly places: Int32Array;

  /** values[to + x] = half[0] · values[places[0] + x] + sum_k half[k] · (values[places[2k] + x] + values[places[2k + 1] + x]) */
  weigh(to: number, width: number): void;

  /** values[to + x] = (sum_r values[places[2r + 1] + x] - values[places[2r] + x]) / divisor, of `numRun` runs */
  averageRuns(numRun: number, divisor: number, to: number, width: number): void;
}

/** How many values, weights and places the loops need. */
export interface RowRoom {
  readonly values: number;
  readonly half: number;
  readonly places: number;
}

interface Exports {
  weigh(values: number, places: number, half: number, numWeight: number, to: number, width: number): void;
  averageRuns(
    values: number,
    places: number,
    numRun: number,
    divisor: number,
    to: number,
    width: number,
  ): void;
}

const CODE = new SimdModule<Exports>(ROW_SUMS_SIMD);

/** Bytes of linear memory; rows that need more go without vectors. */
const MOST_BYTES = 2 ** 31;

/** Gives the loops with the room that is asked for; what stands in it is of an earlier raster. */
export type RowSumsMaker = (room: RowRoom) => RowSums;

/** Makes the loops once for each room, for filters that go over many rasters of a size. */
export function keptRowSums(): RowSumsMaker {
  const kept = new Map<string, RowSums>();
  return (room) => {
    const key = `${room.values} ${room.half} ${room.places}`;
    let made = kept.get(key);
    if (made === undefined) {
      if (kept.size === 2) kept.clear(); // rasters of another size
      made = rowSums(room);
      kept.set(key, made);
    }
    return made;
  };
}

/** The loops as fast as this machine has them. */
export function rowSums(room: RowRoom): RowSums {
  return fastest(
    8 * room.values < MOST_BYTES && CODE.isSupported(),
    () => simdRowSums(room),
    () => plainRowSums(room),
  );
}

/** In WebAssembly with vector instructions (assembly/row-sums.ts): the bits of `plainRowSums`. */
export function simdRowSums(room: RowRoom): RowSums {
  const layout = new MemoryLayout();
  const values = layout.reserve(8 * room.values);
  const half = layout.reserve(8 * room.half);
  const places = layout.reserve(4 * room.places);
  const {
    code,
    memory: { buffer },
  } = CODE.start(layout);
  return {
    values: new Float64Array(buffer, values, room.values),
    half: new Float64Array(buffer, half, room.half),
    places: new Int32Array(buffer, places, room.places),
    weigh: (to, width) => code.weigh(values, places, half, room.half, values + 8 * to, width),
    averageRuns: (numRun, divisor, to, width) =>
      code.averageRuns(values, places, numRun, divisor, values + 8 * to, width),
  };
}

/** In plain TypeScript: for machines without vector instructions, and the judge of the vector kernels. */
export function plainRowSums(room: RowRoom): RowSums {
  const values = new Float64Array(room.values);
  const half = new Float64Array(room.half);
  const places = new Int32Array(room.places);
  return {
    values,
    half,
    places,
    weigh(to, width) {
      const middle = places[0];
      for (let x = 0; x < width; x++) {
        let sum = half[0] * values[middle + x];
        for (let k = 1; k < half.length; k++)
          sum += half[k] * (values[places[2 * k] + x] + values[places[2 * k + 1] + x]);
        values[to + x] = sum;
      }
    },
    averageRuns(numRun, divisor, to, width) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let r = 0; r < numRun; r++) sum += values[places[2 * r + 1] + x] - values[places[2 * r] + x];
        values[to + x] = sum / divisor;
      }
    },
  };
}
