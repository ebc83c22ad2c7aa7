import type { Values } from '../array.ts';
import { fastest, MemoryLayout, SimdModule } from '../simd-module.ts';
import { SERIES_DIFFERENCE_SIMD } from './series-difference-simd-code.ts';

/** How one series is subtracted from another. */
export interface SeriesDifferenceRule {
  /** plane of the other to subtract from each plane of the first; -1: none */
  readonly planes: readonly number[];
  /** value at the reference pixel per plane of the other, subtracted first */
  readonly atReference?: Float64Array;
  /** plane of the other at the reference date, subtracted next */
  readonly referencePlane?: number;
  /** add the other instead */
  readonly adds?: boolean;
}

interface Room {
  /** planes of the other */
  readonly numOther: number;
  /** pixels of the largest block */
  readonly numPixel: number;
}

/** Subtracts a series from another, block by block. */
interface SeriesDifference {
  /** where the series of a block are wanted; undefined: anywhere */
  readonly first?: Float32Array;
  readonly other?: Float32Array;

  /** In place of the first. Values of exactly 0 there are no data and stay so. @param numPixel of the block */
  subtract(first: Values, other: Values, numPixel: number): void;
}

interface Exports {
  relate(other: number, offset: number, zero: number, count: number): void;
  subtract(first: number, other: number, offset: number, zero: number, sign: number, count: number): void;
}

const CODE = new SimdModule<Exports>(SERIES_DIFFERENCE_SIMD);

/** Bytes of linear memory; what needs more goes without vectors. */
const MOST_BYTES = 2 ** 31;

/** The difference as fast as this machine has it. @param rule what is subtracted @param room planes and pixels */
export function seriesDifference(rule: SeriesDifferenceRule, room: Room): SeriesDifference {
  const bytes = (4 * (rule.planes.length + room.numOther) + 8) * room.numPixel;
  return fastest(
    bytes < MOST_BYTES && CODE.isSupported(),
    () => simdSeriesDifference(rule, room),
    () => plainSeriesDifference(rule),
  );
}

/** In WebAssembly with vector instructions (assembly/series-difference.ts): the bits of `plainSeriesDifference`. */
export function simdSeriesDifference(
  rule: SeriesDifferenceRule,
  { numOther, numPixel: most }: Room,
): SeriesDifference {
  const { planes, atReference, referencePlane, adds = false } = rule;
  const layout = new MemoryLayout();
  const [firstAt, otherAt] = [layout.reserve(4 * planes.length * most), layout.reserve(4 * numOther * most)];
  const zeroAt = layout.reserve(8 * most);
  const {
    code,
    memory: { buffer },
  } = CODE.start(layout);
  const zero = new Float64Array(buffer, zeroAt, most);
  const plain = plainSeriesDifference(rule);
  return {
    first: new Float32Array(buffer, firstAt, planes.length * most),
    other: new Float32Array(buffer, otherAt, numOther * most),
    subtract(first, other, numPixel) {
      const isHere = [first, other].every(
        (values) => values instanceof Float32Array && values.buffer === buffer,
      );
      if (!isHere) {
        plain.subtract(first, other, numPixel);
        return;
      }
      const at = (values: Values, plane: number) => values.byteOffset + 4 * plane * numPixel;
      const offset = (plane: number) => atReference?.[plane] ?? 0;
      zero.fill(0);
      if (referencePlane !== undefined)
        code.relate(at(other, referencePlane), offset(referencePlane), zeroAt, numPixel);
      for (const [k, plane] of planes.entries())
        if (plane >= 0)
          code.subtract(at(first, k), at(other, plane), offset(plane), zeroAt, adds ? -1 : 1, numPixel);
    },
  };
}

/** In plain TypeScript: for machines without vector instructions, and the judge of the vector kernel. */
export function plainSeriesDifference({
  planes,
  atReference,
  referencePlane,
  adds = false,
}: SeriesDifferenceRule): SeriesDifference {
  return {
    subtract(first, other, numPixel) {
      const zero = new Float64Array(numPixel);
      if (referencePlane !== undefined) {
        const offset = atReference?.[referencePlane] ?? 0;
        const from = referencePlane * numPixel;
        for (let i = 0; i < numPixel; i++) zero[i] = other[from + i] - offset;
      }
      planes.forEach((plane, k) => {
        if (plane < 0) return;
        const offset = atReference?.[plane] ?? 0;
        subtractPlane(first, k * numPixel, other, plane * numPixel, offset, zero, adds ? -1 : 1);
      });
    },
  };
}

/** first - sign · (other - offset - zero) in one plane of each. */
function subtractPlane(
  first: Values,
  at: number,
  other: Values,
  from: number,
  offset: number,
  zero: Float64Array,
  sign: number,
): void {
  for (let i = 0; i < zero.length; i++) {
    const value = first[at + i];
    if (value !== 0) first[at + i] = value - sign * (other[from + i] - offset - zero[i]);
  }
}
