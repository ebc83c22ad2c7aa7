import type { Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';

export interface SumInputs {
  readonly first: Values;
  readonly [other: `other${number}`]: Values;
}

/** Rasters to their sum, float32, added in float64. Where some have no data (NaN) the others count alone. */
export default function sumKernel(): BlockFunction<SumInputs, { readonly sum: Float32Array }> {
  return (inputs) => {
    const all = Object.values(inputs);
    const sum = new Float32Array(inputs.first.length);
    for (let i = 0; i < sum.length; i++) {
      let total = Number.NaN;
      for (const values of all) {
        const value = values[i];
        if (!Number.isNaN(value)) total = Number.isNaN(total) ? value : total + value;
      }
      sum[i] = total;
    }
    return { outputs: { sum } };
  };
}
