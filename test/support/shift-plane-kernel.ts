import type { Grid } from '../../src/core/array.ts';
import type { PlaneFunction } from '../../src/core/plane.ts';

type Shift = PlaneFunction<
  { readonly cube: Grid; readonly shift: Grid },
  { readonly cube: Float32Array },
  { readonly k: number; readonly max: number }
>;

/**
 * Adds a shared raster to each plane and tells the largest value: the smallest kernel that does all a kernel of planes
 * can do.
 */
export default function shiftKernel({ refuse }: { readonly refuse?: number }): Shift {
  return ({ cube, shift }, k) => {
    if (k === refuse) throw new Error(`refused plane ${k}`);
    const shifted = Float32Array.from(cube.data, (v, i) => v + shift.data[i]);
    return { outputs: { cube: shifted }, summary: { k, max: Math.max(...shifted) } };
  };
}
