import { ShapeError } from '../../core/errors.ts';
import type { Slab } from './types.ts';

/** The whole dataset when no slab is asked for; checks bounds. */
export function resolveSlab(shape: readonly number[], slab: Slab | undefined, what: string): Slab {
  if (slab === undefined) return { start: shape.map(() => 0), count: shape };
  const fits =
    slab.start.length === shape.length &&
    slab.count.length === shape.length &&
    shape.every((n, k) => slab.start[k] >= 0 && slab.count[k] >= 0 && slab.start[k] + slab.count[k] <= n);
  if (!fits) {
    throw new ShapeError(
      `${what}: window start ${slab.start.join(',')} count ${slab.count.join(',')} lies outside ${shape.join(' x ')}.`,
    );
  }
  return slab;
}

/**
 * The contiguous runs of a slab inside a row-major array.
 * @param visit called with the first element in the array, the first element in the slab, and the run's length
 */
export function forEachRun(
  shape: readonly number[],
  { start, count }: Slab,
  visit: (inArray: number, inSlab: number, n: number) => void,
): void {
  const rank = shape.length;
  if (count.some((n) => n === 0)) return;
  const strides = new Array<number>(rank);
  for (let k = rank - 1, stride = 1; k >= 0; k--) {
    strides[k] = stride;
    stride *= shape[k];
  }
  // Trailing axes that are taken whole join the run.
  let axis = rank - 1;
  let run = rank === 0 ? 1 : count[axis];
  while (axis > 0 && count[axis] === shape[axis]) run *= count[--axis];
  const index = new Array<number>(Math.max(axis, 0)).fill(0);
  const total = index.reduce((n, _, k) => n * count[k], 1);
  for (let r = 0; r < total; r++) {
    let at = rank === 0 ? 0 : start[axis] * strides[axis];
    for (let k = 0; k < index.length; k++) at += (start[k] + index[k]) * strides[k];
    for (let k = axis + 1; k < rank; k++) at += start[k] * strides[k];
    visit(at, r * run, run);
    for (let k = index.length - 1; k >= 0 && ++index[k] === count[k]; k--) index[k] = 0;
  }
}

/** Rows of a box in two arrays: where the first one begins, and how far the next ones are, all in bytes. */
export interface BoxRows {
  readonly bytes: number;
  readonly rows: number;
  readonly planes: number;
  readonly from: number;
  readonly fromRow: number;
  readonly fromPlane: number;
  readonly to: number;
  readonly toRow: number;
  readonly toPlane: number;
}

/** Copies the rows of a box. */
export type CopyRows = (from: Uint8Array, to: Uint8Array, box: BoxRows) => void;

/**
 * Copy a box from one row-major array to another.
 * @param size bytes of an element
 */
export function copyBox(
  from: Uint8Array,
  fromShape: readonly number[],
  fromStart: readonly number[],
  to: Uint8Array,
  toShape: readonly number[],
  toStart: readonly number[],
  count: readonly number[],
  size: number,
  copy: CopyRows = copyRows,
): void {
  const rank = count.length;
  if (rank === 0) {
    to.set(from.subarray(0, size));
    return;
  }
  // Axes that both arrays and the box share in full join the run.
  let axis = rank - 1;
  let bytes = count[axis] * size;
  while (axis > 0 && count[axis] === fromShape[axis] && count[axis] === toShape[axis]) bytes *= count[--axis];
  const fromStrides = byteStrides(fromShape, size);
  const toStrides = byteStrides(toShape, size);
  // The two axes before the run are rows and planes; what comes before them is walked through here.
  const outer = Math.max(0, axis - 2);
  const box = {
    bytes,
    rows: axis >= 1 ? count[axis - 1] : 1,
    planes: axis >= 2 ? count[axis - 2] : 1,
    from: 0,
    fromRow: axis >= 1 ? fromStrides[axis - 1] : 0,
    fromPlane: axis >= 2 ? fromStrides[axis - 2] : 0,
    to: 0,
    toRow: axis >= 1 ? toStrides[axis - 1] : 0,
    toPlane: axis >= 2 ? toStrides[axis - 2] : 0,
  };
  const index = new Array<number>(outer).fill(0);
  for (;;) {
    box.from = 0;
    box.to = 0;
    for (let k = 0; k < rank; k++) {
      const step = k < outer ? index[k] : 0;
      box.from += (fromStart[k] + step) * fromStrides[k];
      box.to += (toStart[k] + step) * toStrides[k];
    }
    copy(from, to, box);
    let k = outer - 1;
    for (; k >= 0; k--) {
      if (++index[k] < count[k]) break;
      index[k] = 0;
    }
    if (k < 0) return;
  }
}

function byteStrides(shape: readonly number[], size: number): number[] {
  const strides = new Array<number>(shape.length);
  for (let k = shape.length - 1, stride = size; k >= 0; k--) {
    strides[k] = stride;
    stride *= shape[k];
  }
  return strides;
}

/** Shorter rows are copied word by word: a call to copy one costs as much as so many bytes. */
const SHORT = 512;

export const copyRows: CopyRows = (from, to, box) => {
  const { bytes, rows, planes, fromRow, fromPlane, toRow, toPlane } = box;
  const all = from.byteOffset | to.byteOffset | bytes | box.from | box.to;
  const inWords = bytes <= SHORT && ((all | fromRow | fromPlane | toRow | toPlane) & 3) === 0;
  const fromWords = wordsOf(inWords ? from : EMPTY);
  const toWords = wordsOf(inWords ? to : EMPTY);
  for (let p = 0; p < planes; p++) {
    for (let r = 0; r < rows; r++) {
      const source = box.from + p * fromPlane + r * fromRow;
      const target = box.to + p * toPlane + r * toRow;
      if (!inWords) {
        to.set(from.subarray(source, source + bytes), target);
        continue;
      }
      let at = source / 4;
      let place = target / 4;
      for (const end = at + bytes / 4; at < end; ) toWords[place++] = fromWords[at++];
    }
  }
};

const EMPTY = new Uint8Array(0);

function wordsOf({ buffer, byteOffset, length }: Uint8Array): Int32Array {
  return new Int32Array(buffer, byteOffset, Math.floor(length / 4));
}
