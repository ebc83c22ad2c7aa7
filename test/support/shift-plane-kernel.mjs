/**
 * Adds a shared raster to each plane and tells the largest value: the smallest kernel that does all a kernel of planes
 * can do. Plain JavaScript, because threads load it as it is.
 * @type {import('../../src/core/plane.ts').PlaneKernel<{ refuse?: number }, { k: number, max: number }>}
 */
export default function shiftKernel({ refuse }) {
  return ({ cube, shift }, k) => {
    if (k === refuse) throw new Error(`refused plane ${k}`);
    const shifted = Float32Array.from(cube.data, (v, i) => v + shift.data[i]);
    return { outputs: { cube: shifted }, summary: { k, max: Math.max(...shifted) } };
  };
}
