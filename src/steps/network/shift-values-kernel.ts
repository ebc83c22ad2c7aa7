import type { Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';

export interface ShiftValuesArgs {
  /** what is subtracted from each plane, by dataset; datasets not named pass as they are */
  readonly shifts: Readonly<Record<string, Float64Array>>;
  /** pixels of value 0 hold no data and stay 0 */
  readonly zeroIsNoData: boolean;
}

/** Datasets [numPlane, numPixel] to the same datasets relative to another pixel. */
export default function shiftValuesKernel({ shifts, zeroIsNoData }: ShiftValuesArgs): BlockFunction {
  return (inputs, { numPixel }) => {
    const outputs: Record<string, Values> = {};
    for (const [name, values] of Object.entries(inputs)) {
      const shift = shifts[name];
      if (shift === undefined) {
        outputs[name] = values;
        continue;
      }
      const shifted = new Float32Array(values.length);
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        shifted[i] = zeroIsNoData && value === 0 ? 0 : value - shift[Math.floor(i / numPixel)];
      }
      outputs[name] = shifted;
    }
    return { outputs };
  };
}
