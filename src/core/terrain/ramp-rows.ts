/** Doubles per row in the sums: d, d u and d u² over the kept samples, and 1 where one of these is 0, else 0. */
export const NUM_ROW_SUM = 4;

/** Coefficients per row: the ramp along it is c0 + c1 u + c2 u². */
export const NUM_CURVE = 3;

/** The samples that sums are of. */
export interface KeptSamples {
  /** [length, {@link strideOf}(width)], -1 = sample, 0 = left out, as is all beyond the width */
  readonly keep: Int8Array;
  /** rows floor(step/2) + n·step have samples, no others */
  readonly step: number;
}

/**
 * What is done with every value of a raster to remove its ramp; u is the range index scaled to [-1, 1]. Two
 * implementations give the same bits: plain TypeScript and WebAssembly with vectors.
 */
export interface RampRows {
  /** where a raster is not copied before it is worked on */
  readonly room?: Float32Array;
  /**
   * {@link NUM_ROW_SUM} sums per row, in four lanes (x mod 4) that are added at the end of the row:
   * (lane 0 + lane 2) + (lane 1 + lane 3). Rows without samples are left as they were.
   */
  sum(raster: Float32Array, samples: KeptSamples): Float64Array;
  /** Subtract ramps of {@link NUM_CURVE} coefficients per row in place; values of exactly 0 stay if `ignoreZero`. */
  subtract(raster: Float32Array, curves: Float64Array, ignoreZero: boolean): void;
}

/** Samples per row of `keep`: the width made up to a multiple of 8. */
export function strideOf(width: number): number {
  return 8 * Math.ceil(width / 8);
}
