import { fastest, MemoryLayout, SimdModule } from '../simd-module.ts';
import type { CoarseFields } from './coarse-field.ts';
import { COARSE_SUMS_SIMD } from './coarse-sums-simd-code.ts';

/** What the vectors at the four nodes around a pixel count for in its sum: [node, component]. */
export const NUM_WEIGHT = 12;

/**
 * Weighted sums of the vectors of many coarse fields, alike in size, for the pixels of one row. In single precision: they err
 * by some 1e-7 of the largest term.
 */
export interface CoarseSums {
  /** [12, width]: nodes as they lie in the field (the first, right of it, below it, right below), each east, north, up */
  readonly weights: Float32Array;
  /** sums of the fields [field, width] */
  readonly sums: Float32Array;

  /** Sums of the pixels from `first` on, all between the same nodes, of which `node` is the first. */
  sumRun(node: number, first: number, count: number): void;
}

interface Exports {
  sumRun(
    weights: number,
    stride: number,
    a: number,
    b: number,
    c: number,
    d: number,
    numPlane: number,
    to: number,
    count: number,
  ): void;
}

const CODE = new SimdModule<Exports>(COARSE_SUMS_SIMD);

/** Bytes of linear memory; what needs more goes without vectors. */
const MOST_BYTES = 2 ** 31;

/**
 * The loop as fast as this machine has it.
 *
 * @param width pixels of a row
 */
export function coarseSums(fields: CoarseFields, width: number): CoarseSums {
  const values = fields.values.length + (fields.numField + NUM_WEIGHT) * width;
  return fastest(
    4 * values < MOST_BYTES && CODE.isSupported(),
    () => simdCoarseSums(fields, width),
    () => plainCoarseSums(fields, width),
  );
}

/** In WebAssembly with vector instructions (assembly/coarse-sums.ts): the bits of `plainCoarseSums`. */
export function simdCoarseSums(fields: CoarseFields, width: number): CoarseSums {
  const { numField } = fields;
  const memoryLayout = new MemoryLayout();
  const values = memoryLayout.reserve(4 * fields.values.length);
  const weights = memoryLayout.reserve(4 * NUM_WEIGHT * width);
  const sums = memoryLayout.reserve(4 * numField * width);
  const {
    code,
    memory: { buffer },
  } = CODE.start(memoryLayout);
  new Float32Array(buffer, values, fields.values.length).set(fields.values);
  const { right, down } = neighbours(fields);
  const at = (node: number) => values + 12 * numField * node;
  return {
    weights: new Float32Array(buffer, weights, NUM_WEIGHT * width),
    sums: new Float32Array(buffer, sums, numField * width),
    sumRun(node, first, count) {
      const [a, b, c, d] = [at(node), at(node + right), at(node + down), at(node + down + right)];
      code.sumRun(weights + 4 * first, width, a, b, c, d, numField, sums + 4 * first, count);
    },
  };
}

const f = Math.fround;

/** In plain TypeScript: for machines without vector instructions, and the judge of the vector kernel. */
export function plainCoarseSums(fields: CoarseFields, width: number): CoarseSums {
  const { numField } = fields;
  const values = Float32Array.from(fields.values);
  const weights = new Float32Array(NUM_WEIGHT * width);
  const sums = new Float32Array(numField * width);
  const { right, down } = neighbours(fields);
  const around = new Float32Array(NUM_WEIGHT);
  return {
    weights,
    sums,
    sumRun(node, first, count) {
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
          sums[k * width + i] = f(s0 + s1) + s2;
        }
      }
    },
  };
}

/** Nodes to the right and below; a field of one row or column has none. */
function neighbours({ length, width }: CoarseFields): { right: number; down: number } {
  return { right: width > 1 ? 1 : 0, down: length > 1 ? width : 0 };
}
