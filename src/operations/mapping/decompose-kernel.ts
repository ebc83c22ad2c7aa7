import type { Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';

export interface DecomposeArgs {
  /** of each window of the map, row by row: horizontal weights of all lines of sight, then vertical ones */
  readonly weights: Float64Array;
  readonly numLook: number;
  /** rows and columns of a window, and windows side by side */
  readonly window: number;
  readonly windowsPerRow: number;
}

/** Motion along lines of sight, each an input, in the order of the weights. */
export interface DecomposeInputs {
  readonly [los: `los${number}`]: Values;
  /** their standard deviations, of all or none */
  readonly [std: `std${number}`]: Values;
}

export interface DecomposeOutputs {
  readonly horizontal: Float32Array;
  readonly vertical: Float32Array;
  readonly horizontalStd?: Float32Array;
  readonly verticalStd?: Float32Array;
  readonly [los: `los${number}`]: Values;
}

/**
 * Motion along lines of sight to horizontal and vertical motion; NaN where one of them has no data. Standard deviations are those
 * of independent errors, sqrt(sum (weight · std)²).
 */
export default function decomposeKernel({
  weights,
  numLook,
  window,
  windowsPerRow,
}: DecomposeArgs): BlockFunction<DecomposeInputs, DecomposeOutputs> {
  return (inputs, { y0, width, numPixel }) => {
    const los = Array.from({ length: numLook }, (_, i) => inputs[`los${i}`]);
    const horizontal = new Float32Array(numPixel);
    const vertical = new Float32Array(numPixel);
    const spread = inputs.std0 === undefined ? undefined : los.map((_, i) => inputs[`std${i}`]);
    const horizontalStd = new Float32Array(spread ? numPixel : 0);
    const verticalStd = new Float32Array(spread ? numPixel : 0);
    for (let k = 0; k < numPixel; k++) {
      const row = Math.floor((y0 + Math.floor(k / width)) / window);
      const at = (row * windowsPerRow + Math.floor((k % width) / window)) * 2 * numLook;
      let [h, v] = [0, 0];
      for (let i = 0; i < numLook; i++) {
        h += weights[at + i] * los[i][k];
        v += weights[at + numLook + i] * los[i][k];
      }
      horizontal[k] = h;
      vertical[k] = v;
      if (!spread) continue;
      let [hh, vv] = [0, 0];
      for (let i = 0; i < numLook; i++) {
        hh += (weights[at + i] * spread[i][k]) ** 2;
        vv += (weights[at + numLook + i] * spread[i][k]) ** 2;
      }
      horizontalStd[k] = Number.isNaN(h) ? h : Math.sqrt(hh);
      verticalStd[k] = Number.isNaN(v) ? v : Math.sqrt(vv);
    }
    return {
      outputs: { ...inputs, horizontal, vertical, ...(spread && { horizontalStd, verticalStd }) },
    };
  };
}
