import type { BlockFunction } from '../../core/block.ts';

export interface AccumulateClosureArgs {
  readonly numDate: number;
  readonly connection: number;
}

export interface AccumulateClosureInputs {
  /** closure phases of one connection, rad, [numDate - connection, numPixel] */
  readonly closure: Float32Array;
}

/**
 * Closure phases to their cumulative sum per date, over the connection: rad per interferogram. Dates behind the last loop
 * go on as it does.
 */
export default function accumulateClosureKernel({
  numDate,
  connection,
}: AccumulateClosureArgs): BlockFunction<AccumulateClosureInputs, { readonly timeseries: Float32Array }> {
  return ({ closure }, { numPixel }) => {
    const timeseries = new Float32Array(numDate * numPixel);
    const sum = new Float64Array(numPixel);
    const last = (numDate - connection - 1) * numPixel;
    for (let k = 1; k < numDate; k++) {
      const from = Math.min((k - 1) * numPixel, last);
      accumulate(sum, closure, from, timeseries, k * numPixel, connection);
    }
    return { outputs: { timeseries } };
  };
}

function accumulate(
  sum: Float64Array,
  closure: Float32Array,
  from: number,
  out: Float32Array,
  to: number,
  connection: number,
): void {
  for (let i = 0; i < sum.length; i++) {
    sum[i] += closure[from + i];
    out[to + i] = sum[i] / connection;
  }
}
