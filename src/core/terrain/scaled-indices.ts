/** Indices scaled to [-1, 1]: normal equations in pixel numbers up to 10⁴ squared would lose all digits. */
export function scaling(size: number): { center: number; half: number } {
  const half = (size - 1) / 2;
  return { center: half, half: half > 0 ? half : 1 };
}

/**
 * All indices of an axis, scaled.
 *
 * @returns [size]
 */
export function scaledIndices(size: number): Float64Array {
  const { center, half } = scaling(size);
  const indices = new Float64Array(size);
  for (let i = 0; i < size; i++) indices[i] = (i - center) / half;
  return indices;
}
