import { fastest, MemoryLayout, SimdModule } from '../simd-module.ts';
import type { CoarseField } from './coarse-field.ts';
import { COARSE_SUMS_SIMD } from './coarse-sums-simd-code.ts';

/** What the vectors at the four nodes around a pixel count for in its sum: [node, component]. */
export const NUM_WEIGHT = 12;

/** Weighted sums of the vectors of many coarse fields, alike in size, for the pixels of one row. */
export interface CoarseSums {
  /** [12, width]: nodes as they lie in the field (the first, right of it, below it, right below), each east, north, up */
  readonly weights: Float64Array;
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
 * @param fields of one size, one or more @param width pixels of a row
 */
export function coarseSums(fields: readonly CoarseField[], width: number): CoarseSums {
  const bytes = 8 * fields.length * fields[0].values.length + (96 + 4 * fields.length) * width;
  return fastest(
    bytes < MOST_BYTES && CODE.isSupported(),
    () => simdCoarseSums(fields, width),
    () => plainCoarseSums(fields, width),
  );
}

/** In WebAssembly with vector instructions (assembly/coarse-sums.ts): the bits of `plainCoarseSums`. */
export function simdCoarseSums(fields: readonly CoarseField[], width: number): CoarseSums {
  const numField = fields.length;
  const memoryLayout = new MemoryLayout();
  const values = memoryLayout.reserve(8 * numField * fields[0].values.length);
  const weights = memoryLayout.reserve(8 * NUM_WEIGHT * width);
  const sums = memoryLayout.reserve(4 * numField * width);
  const {
    code,
    memory: { buffer },
  } = CODE.start(memoryLayout);
  byNode(fields, new Float64Array(buffer, values, numField * fields[0].values.length));
  const { right, down } = neighbours(fields[0]);
  const at = (node: number) => values + 24 * numField * node;
  return {
    weights: new Float64Array(buffer, weights, NUM_WEIGHT * width),
    sums: new Float32Array(buffer, sums, numField * width),
    sumRun(node, first, count) {
      const [a, b, c, d] = [at(node), at(node + right), at(node + down), at(node + down + right)];
      code.sumRun(weights + 8 * first, width, a, b, c, d, numField, sums + 4 * first, count);
    },
  };
}

/** In plain TypeScript: for machines without vector instructions, and the judge of the vector kernel. */
export function plainCoarseSums(fields: readonly CoarseField[], width: number): CoarseSums {
  const numField = fields.length;
  const values = byNode(fields, new Float64Array(numField * fields[0].values.length));
  const weights = new Float64Array(NUM_WEIGHT * width);
  const sums = new Float32Array(numField * width);
  const { right, down } = neighbours(fields[0]);
  const around = new Float64Array(NUM_WEIGHT);
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
            s0 += weights[n * width + i] * around[n];
            s1 += weights[(n + 1) * width + i] * around[n + 1];
            s2 += weights[(n + 2) * width + i] * around[n + 2];
          }
          sums[k * width + i] = s0 + s1 + s2;
        }
      }
    },
  };
}

/** Nodes to the right and below; a field of one row or column has none. */
function neighbours({ length, width }: CoarseField): { right: number; down: number } {
  return { right: width > 1 ? 1 : 0, down: length > 1 ? width : 0 };
}

/** Values by node, field and component, so that those of a node lie together. */
function byNode(fields: readonly CoarseField[], out: Float64Array): Float64Array {
  const numField = fields.length;
  fields.forEach(({ values }, k) => {
    const numNode = values.length / 3;
    for (let c = 0; c < 3; c++)
      for (let node = 0; node < numNode; node++)
        out[3 * (numField * node + k) + c] = values[c * numNode + node];
  });
  return out;
}
