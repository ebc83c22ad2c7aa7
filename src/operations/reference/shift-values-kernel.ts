import type { Values } from '../../core/array.ts';
import { type BlockArrays, type BlockFunction, indexInBlock } from '../../core/block.ts';
import { type ErrorReference, rereferenceErrors } from '../../core/stats/rereferenced-errors.ts';

export interface ShiftValuesArgs {
  /** what is subtracted from each plane, by dataset; datasets not named pass as they are */
  readonly shifts: Readonly<Record<string, Float64Array>>;
  /** pixels of value 0 hold no data and stay 0 */
  readonly zeroIsNoData: boolean;
  /** pixel to which a dataset is relative already: its zeros are data */
  readonly origins: Readonly<Record<string, Place>>;
  /** the dataset of standard deviations whose values are to be those of the shifted ones */
  readonly std?: { readonly name: string; readonly reference: ErrorReference };
}

interface Place {
  readonly y: number;
  readonly x: number;
}

/** Datasets [numPlane, numPixel] to the same datasets relative to another pixel, in place. */
export default function shiftValuesKernel(args: ShiftValuesArgs): BlockFunction<BlockArrays, BlockArrays> {
  const { shifts, zeroIsNoData, origins, std } = args;
  return (inputs, block) => {
    const { numPixel } = block;
    for (const [name, shift] of Object.entries(shifts)) {
      const origin = indexInBlock(origins[name], block);
      for (let k = 0; k < shift.length; k++) {
        subtractShift(inputs[name], k * numPixel, numPixel, shift[k], zeroIsNoData);
        if (origin !== undefined) inputs[name][k * numPixel + origin] = -shift[k];
      }
    }
    if (std !== undefined) rereferenceErrors(inputs[std.name], std.reference, block);
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
