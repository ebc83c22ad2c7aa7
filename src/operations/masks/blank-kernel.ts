import type { Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';

export interface BlankArgs {
  /** what blanked pixels become */
  readonly fill: number;
  /** the mask keeps values from `min` to `max`; without either, what is not 0 */
  readonly min?: number;
  readonly max?: number;
  /** rows and columns that are kept, ends exclusive */
  readonly y?: readonly [number, number];
  readonly x?: readonly [number, number];
}

export interface BlankInputs {
  /** [planes, numPixel] */
  readonly values: Values;
  /** [numPixel] */
  readonly mask: Values;
}

/** Values where the mask keeps them, `fill` elsewhere. A fill of NaN makes numbers of any type float32. */
export default function blankKernel(
  args: BlankArgs,
): BlockFunction<BlankInputs, { readonly values: Values }> {
  const { fill, min = -Infinity, max = Infinity, y = [0, Infinity], x = [0, Infinity] } = args;
  return ({ values, mask }, { y0, width, numPixel }) => {
    // A pixel stored as 0.7 in float32 reaches a minimum of 0.7.
    const [lowest, highest] =
      mask instanceof Float32Array ? [Math.fround(min), Math.fround(max)] : [min, max];
    const hasLimits = args.min !== undefined || args.max !== undefined;
    const isInteger = !(values instanceof Float32Array || values instanceof Float64Array);
    const out = isInteger && Number.isNaN(fill) ? Float32Array.from(values as ArrayLike<number>) : values;
    for (let i = 0; i < numPixel; i++) {
      const value = mask[i];
      const row = y0 + Math.floor(i / width);
      const column = i % width;
      const isKept =
        (hasLimits || value !== 0) &&
        value >= lowest &&
        value <= highest &&
        row >= y[0] &&
        row < y[1] &&
        column >= x[0] &&
        column < x[1];
      if (!isKept) for (let k = i; k < out.length; k += numPixel) out[k] = fill;
    }
    return { outputs: { values: out } };
  };
}
