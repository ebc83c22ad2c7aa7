/**
 * Adds a number to every value, and sums every row: the smallest kernel that does all a kernel can do.
 * Plain JavaScript, because threads load it as it is.
 * @type {import('../../src/core/block.ts').BlockKernel<{ add: number }>}
 */
export default function addKernel({ add }) {
  return ({ cube }, { y0, y1, width, numPixel }) => {
    const planes = cube.length / numPixel;
    const rowSums = [];
    for (let y = 0; y < y1 - y0; y++) {
      const sums = new Float64Array(planes);
      for (let k = 0; k < planes; k++) {
        for (let x = 0; x < width; x++) sums[k] += cube[k * numPixel + y * width + x];
      }
      rowSums.push(sums);
    }
    return { outputs: { cube: Float32Array.from(cube, (v) => v + add) }, rowSums };
  };
}
