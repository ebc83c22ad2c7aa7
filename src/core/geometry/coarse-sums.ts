import { fastest, MemoryLayout, SimdModule } from '../simd-module.ts';
import type { CoarseFields } from './coarse-field.ts';
import { COARSE_SUMS_SIMD } from './coarse-sums-simd-code.ts';

/** What the vectors at the four nodes around a pixel count for in its sum: [node, component]. */
export const NUM_WEIGHT = 12;

/**
 * Weighted sums of the vectors of many coarse fields, alike in size, for blocks of pixels, row by row. In single precision:
 * they err by some 1e-7 of the largest term.
 */
export interface CoarseSums {
  /** of a row [12, width]: nodes as they lie in the field (the first, right of it, below it, right below), each east, north, up */
  readonly weights: Float32Array;
  /** pixels of the largest block */
  readonly most: number;

  /**
   * Sums of a row of pixels.
   * @param runs [numRun, 2]: first of the four nodes of a run of pixels that have the same, and how many they are
   * @param row first pixel of the row in its block @param numPixel of the block
   */
  sumRow(runs: Int32Array, numRun: number, row: number, numPixel: number): void;
  /** Of a block [field, numPixel]; the next one comes in the same memory. */
  sums(numPixel: number): Float32Array;
}

interface Exports {
  sumRow(
    weights: number,
    stride: number,
    runs: number,
    numRun: number,
    values: number,
    right: number,
    down: number,
    numPlane: number,
    to: number,
    plane: number,
  ): void;
}

const CODE = new SimdModule<Exports>(COARSE_SUMS_SIMD);

/** Bytes of linear memory; what needs more goes without vectors. */
const MOST_BYTES = 2 ** 31;

/**
 * The loop as fast as this machine has it.
 *
 * @param width pixels of a row @param most of a block
 */
export function coarseSums(fields: CoarseFields, width: number, most: number): CoarseSums {
  const values = fields.values.length + fields.numField * most + NUM_WEIGHT * width;
  return fastest(
    4 * values < MOST_BYTES && CODE.isSupported(),
    () => simdCoarseSums(fields, width, most),
    () => plainCoarseSums(fields, width, most),
  );
}

/** In WebAssembly with vector instructions (assembly/coarse-sums.ts): the bits of `plainCoarseSums`. */
export function simdCoarseSums(fields: CoarseFields, width: number, most: number): CoarseSums {
  const { numField } = fields;
  const memoryLayout = new MemoryLayout();
  const values = memoryLayout.reserve(4 * fields.values.length);
  const weights = memoryLayout.reserve(4 * NUM_WEIGHT * width);
  const runsAt = memoryLayout.reserve(8 * width);
  const sums = memoryLayout.reserve(4 * numField * most);
  const {
    code,
    memory: { buffer },
  } = CODE.start(memoryLayout);
  new Float32Array(buffer, values, fields.values.length).set(fields.values);
  const { right, down } = neighbours(fields);
  const node = 12 * numField;
  const own = new Int32Array(buffer, runsAt, 2 * width);
  return {
    weights: new Float32Array(buffer, weights, NUM_WEIGHT * width),
    most,
    sumRow(runs, numRun, row, numPixel) {
      for (let k = 0; k < 2 * numRun; k += 2) {
        own[k] = node * runs[k];
        own[k + 1] = runs[k + 1];
      }
      const nodes = [values, node * right, node * down] as const;
      code.sumRow(weights, width, runsAt, numRun, ...nodes, numField, sums + 4 * row, numPixel);
    },
    sums: (numPixel) => new Float32Array(buffer, sums, numField * numPixel),
  };
}

const f = Math.fround;

/** In plain TypeScript: for machines without vector instructions, and the judge of the vector kernel. */
export function plainCoarseSums(fields: CoarseFields, width: number, most: number): CoarseSums {
  const { numField } = fields;
  const values = Float32Array.from(fields.values);
  const weights = new Float32Array(NUM_WEIGHT * width);
  const sums = new Float32Array(numField * most);
  const { right, down } = neighbours(fields);
  const around = new Float32Array(NUM_WEIGHT);
  const sumRun = (node: number, first: number, count: number, row: number, numPixel: number) => {
    const nodes = [node, node + right, node + down, node + down + right];
    for (let k = 0; k < numField; k++) {
      for (let n = 0; n < NUM_WEIGHT; n++)
        around[n] = values[3 * (numField * nodes[Math.trunc(n / 3)] + k) + (n % 3)];
      for (let i = first; i < first + count; i++) {
        let [s0, s1, s2] = [0, 0, 0];
        for (let n = 0; n < NUM_WEIGHT; n += 3) {
          s0 = f(s0 + f(weights[n * width + i] * around[n]));
          s1 = f(s1 + f(weights[(n + 1) * width + i] * around[n + 1]));
          s2 = f(s2 + f(weights[(n + 2) * width + i] * around[n + 2]));
        }
        sums[k * numPixel + row + i] = f(s0 + s1) + s2;
      }
    }
  };
  return {
    weights,
    most,
    sumRow(runs, numRun, row, numPixel) {
      for (let k = 0, first = 0; k < 2 * numRun; k += 2) {
        sumRun(runs[k], first, runs[k + 1], row, numPixel);
        first += runs[k + 1];
      }
    },
    sums: (numPixel) => sums.subarray(0, numField * numPixel),
  };
}

/** Nodes to the right and below; a field of one row or column has none. */
function neighbours({ length, width }: CoarseFields): { right: number; down: number } {
  return { right: width > 1 ? 1 : 0, down: length > 1 ? width : 0 };
}
