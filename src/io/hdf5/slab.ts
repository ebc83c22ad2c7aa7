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
): void {
  const rank = count.length;
  if (rank === 0) {
    to.set(from.subarray(0, size));
    return;
  }
  // Axes that both arrays and the box share in full join the run.
  let axis = rank - 1;
  let run = count[axis] * size;
  while (axis > 0 && count[axis] === fromShape[axis] && count[axis] === toShape[axis]) run *= count[--axis];
  const index = new Array<number>(axis).fill(0);
  for (;;) {
    let source = 0;
    let target = 0;
    for (let k = 0; k < rank; k++) {
      const step = k < axis ? index[k] : 0;
      source = source * fromShape[k] + fromStart[k] + step;
      target = target * toShape[k] + toStart[k] + step;
    }
    source *= size;
    to.set(from.subarray(source, source + run), target * size);
    let k = axis - 1;
    for (; k >= 0; k--) {
      if (++index[k] < count[k]) break;
      index[k] = 0;
    }
    if (k < 0) return;
  }
}
