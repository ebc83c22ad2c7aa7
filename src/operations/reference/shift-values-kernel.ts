import type { Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';

export interface ShiftValuesArgs {
  /** what is subtracted from each plane, by dataset; datasets not named pass as they are */
  readonly shifts: Readonly<Record<string, Float64Array>>;
  /** pixels of value 0 hold no data and stay 0 */
  readonly zeroIsNoData: boolean;
}

/** Datasets [numPlane, numPixel] to the same datasets relative to another pixel, in place. */
export default function shiftValuesKernel({ shifts, zeroIsNoData }: ShiftValuesArgs): BlockFunction {
  return (inputs, { numPixel }) => {
    for (const [name, shift] of Object.entries(shifts)) {
      for (let k = 0; k < shift.length; k++) {
        subtractShift(inputs[name], k * numPixel, numPixel, shift[k], zeroIsNoData);
      }
    }
    return { outputs: inputs };
  };
}

function subtractShift(
  values: Values,
  from: number,
  numPixel: number,
  shift: number,
  zeroIsNoData: boolean,
): void {
  for (let i = from; i < from + numPixel; i++) {
    const value = values[i];
    if (!(zeroIsNoData && value === 0)) values[i] = value - shift;
  }
}
