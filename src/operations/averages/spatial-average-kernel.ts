import type { Box, Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';
import { stackSweepOf } from '../../core/stack-sweep.ts';

export interface SpatialAverageArgs {
  readonly numPlane: number;
  readonly box: Box;
  readonly zeroIsNoData: boolean;
  /** average where the mask is 0 instead of where it is not */
  readonly outsideMask: boolean;
  /** count the values above it instead of adding the values up */
  readonly threshold?: number;
}

export interface SpatialAverageInputs {
  readonly values: Values;
  readonly mask?: Values;
}

/** values [numPlane, numPixel] and a mask to the sum and count of each plane: row sums [2 · numPlane]. */
export default function spatialAverageKernel(args: SpatialAverageArgs): BlockFunction<SpatialAverageInputs> {
  const { numPlane, box, zeroIsNoData, outsideMask } = args;
  const isShare = args.threshold !== undefined;
  // Pixels are float32: a value stored as the threshold itself must not count as above it.
  const rules = { zeroIsNoData, isShare, threshold: Math.fround(args.threshold ?? 0) };
  return ({ values, mask }, { y0, y1, width, numPixel }) => {
    const inside = selection(mask, numPixel, outsideMask);
    const rowSums = Array.from({ length: y1 - y0 }, () => new Float64Array(2 * numPlane));
    const first = Math.max(0, box.y0 - y0);
    const last = Math.min(y1 - y0, box.y1 - y0);
    if (addBySweep(values, numPlane, inside, width, box, first, last, rules, rowSums)) return { rowSums };
    for (let k = 0; k < numPlane; k++) {
      for (let row = first; row < last; row++) {
        const at = row * width;
        const from = k * numPixel + at + box.x0;
        addRow(values, from, inside, at + box.x0, box.x1 - box.x0, rules, rowSums[row], 2 * k);
      }
    }
    return { rowSums };
  };
}

interface Rules {
  readonly zeroIsNoData: boolean;
  /** add up how many values lie above the threshold, not the values */
  readonly isShare: boolean;
  readonly threshold: number;
}

/** Add the rows of all planes at once, where values stand so that it can be done. */
function addBySweep(
  values: Values,
  numPlane: number,
  inside: Uint8Array,
  width: number,
  { x0, x1 }: Box,
  first: number,
  last: number,
  { zeroIsNoData, isShare, threshold }: Rules,
  rowSums: readonly Float64Array[],
): boolean {
  if (!(values instanceof Float32Array)) return false;
  const sweep = stackSweepOf(values);
  if (sweep === undefined) return false;
  const rules = { beyond: zeroIsNoData ? 0 : -1, threshold: isShare ? threshold : undefined };
  for (let row = first; row < last; row++) {
    const from = row * width + x0;
    const isInside = inside.subarray(from, from + x1 - x0);
    if (!sweep.addRows(values, numPlane, from, isInside, rules, rowSums[row])) return false;
  }
  return true;
}

/** Put the sum of n values on the mask into `sums` at `to`, and then their number. */
function addRow(
  values: Values,
  from: number,
  inside: Uint8Array,
  start: number,
  n: number,
  { zeroIsNoData, isShare, threshold }: Rules,
  sums: Float64Array,
  to: number,
): void {
  const beyond = zeroIsNoData ? 0 : -1; // NaN is beyond nothing
  let sum = 0;
  let count = 0;
  for (let i = 0; i < n; i++) {
    const value = values[from + i];
    if (inside[start + i] === 0 || !(Math.abs(value) > beyond)) continue;
    sum += isShare ? (value > threshold ? 1 : 0) : value;
    count++;
  }
  sums[to] = sum;
  sums[to + 1] = count;
}

function selection(mask: Values | undefined, numPixel: number, outsideMask: boolean): Uint8Array {
  const inside = new Uint8Array(numPixel).fill(1);
  if (mask !== undefined)
    for (let p = 0; p < numPixel; p++) inside[p] = (mask[p] !== 0) !== outsideMask ? 1 : 0;
  return inside;
}
