import type { Box, Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';

export interface SpatialAverageArgs {
  readonly numPlane: number;
  readonly box: Box;
  readonly zeroIsNoData: boolean;
  /** average where the mask is 0 instead of where it is not */
  readonly outsideMask: boolean;
  /** count the values above it instead of adding the values up */
  readonly threshold?: number;
}

/** values [numPlane, numPixel] and a mask to the sum and count of each plane: row sums [2 · numPlane]. */
export default function spatialAverageKernel(args: SpatialAverageArgs): BlockFunction {
  const { numPlane, box, zeroIsNoData, outsideMask } = args;
  // Pixels are float32: a value stored as the threshold itself must not count as above it.
  const threshold = args.threshold === undefined ? undefined : Math.fround(args.threshold);
  return ({ values, mask }, { y0, y1, width, numPixel }) => {
    const inside = selection(mask, numPixel, outsideMask);
    const rowSums = Array.from({ length: y1 - y0 }, () => new Float64Array(2 * numPlane));
    const first = Math.max(0, box.y0 - y0);
    const last = Math.min(y1 - y0, box.y1 - y0);
    for (let k = 0; k < numPlane; k++) {
      for (let row = first; row < last; row++) {
        let sum = 0;
        let count = 0;
        const start = row * width;
        for (let x = box.x0; x < box.x1; x++) {
          const value = values[k * numPixel + start + x];
          if (inside[start + x] === 0 || Number.isNaN(value) || (zeroIsNoData && value === 0)) continue;
          sum += threshold === undefined ? value : value > threshold ? 1 : 0;
          count++;
        }
        rowSums[row][2 * k] = sum;
        rowSums[row][2 * k + 1] = count;
      }
    }
    return { rowSums };
  };
}

function selection(mask: Values | undefined, numPixel: number, outsideMask: boolean): Uint8Array {
  const inside = new Uint8Array(numPixel).fill(1);
  if (mask !== undefined)
    for (let p = 0; p < numPixel; p++) inside[p] = (mask[p] !== 0) !== outsideMask ? 1 : 0;
  return inside;
}
