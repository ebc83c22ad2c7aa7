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
}

export interface DecomposeOutputs {
  readonly horizontal: Float32Array;
  readonly vertical: Float32Array;
  readonly [los: `los${number}`]: Values;
}

/** Motion along lines of sight to horizontal and vertical motion; NaN where one of them has no data. */
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
    }
    return { outputs: { ...inputs, horizontal, vertical } };
  };
}
