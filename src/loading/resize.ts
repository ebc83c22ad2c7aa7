/**
 * Enlarge a raster bilinearly: pixel centres of the target fall between those of the source at
 * (i + 0.5) · size / target - 0.5. Beyond the outermost centres the value is held (`edge`) or falls off toward
 * zero (`zero`, as the reference does for ionospheric phase).
 * @param values [length, width]
 */
export function resizeBilinear(
  values: Float32Array,
  [length, width]: readonly [number, number],
  [newLength, newWidth]: readonly [number, number],
  beyond: 'edge' | 'zero',
): Float32Array {
  if (length === newLength && width === newWidth) return values;
  const out = new Float32Array(newLength * newWidth);
  const at = (y: number, x: number): number => {
    if (y >= 0 && y < length && x >= 0 && x < width) return values[y * width + x];
    if (beyond === 'zero') return 0;
    const row = Math.min(length - 1, Math.max(0, y));
    return values[row * width + Math.min(width - 1, Math.max(0, x))];
  };
  for (let i = 0; i < newLength; i++) {
    const y = ((i + 0.5) * length) / newLength - 0.5;
    const y0 = Math.floor(y);
    const fy = y - y0;
    for (let j = 0; j < newWidth; j++) {
      const x = ((j + 0.5) * width) / newWidth - 0.5;
      const x0 = Math.floor(x);
      const fx = x - x0;
      const upper = (1 - fx) * at(y0, x0) + fx * at(y0, x0 + 1);
      const lower = (1 - fx) * at(y0 + 1, x0) + fx * at(y0 + 1, x0 + 1);
      out[i * newWidth + j] = (1 - fy) * upper + fy * lower;
    }
  }
  return out;
}
