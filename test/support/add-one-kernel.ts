import type { BlockFunction } from '../../src/core/block.ts';

/** Adds a number to every value, and sums every row: the smallest kernel that does all a kernel can do. */
export default function addKernel({
  add,
  more,
}: {
  readonly add: number;
  /** [1]: added as well */
  readonly more?: Float32Array;
}): BlockFunction<{ readonly cube: Float32Array }, { readonly cube: Float32Array }> {
  return ({ cube }, { y0, y1, width, numPixel }) => {
    const planes = cube.length / numPixel;
    const rowSums: Float64Array[] = [];
    for (let y = 0; y < y1 - y0; y++) {
      const sums = new Float64Array(planes);
      for (let k = 0; k < planes; k++) {
        for (let x = 0; x < width; x++) sums[k] += cube[k * numPixel + y * width + x];
      }
      rowSums.push(sums);
    }
    return { outputs: { cube: Float32Array.from(cube, (v) => v + add + (more?.[0] ?? 0)) }, rowSums };
  };
}
