/**
 * Places of values in their ascending order.
 *
 * @param values [n]; NaN has no place
 * @returns `order`: indices of the values from the smallest to the largest; `rank` [n]: the place of each in it, -1 for NaN
 */
export function rankOf(values: Float32Array): { readonly order: Uint32Array; readonly rank: Int32Array } {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let order = new Uint32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) order[count++] = i;
  order = order.subarray(0, count);
  let other = new Uint32Array(count);
  // Least significant digits first: eleven bits at a time.
  for (let shift = 0; shift < 32; shift += 11) {
    const starts = new Uint32Array(2049);
    for (let i = 0; i < count; i++) starts[((sortable(bits[order[i]]) >>> shift) & 2047) + 1]++;
    for (let d = 1; d < starts.length; d++) starts[d] += starts[d - 1];
    for (let i = 0; i < count; i++) other[starts[(sortable(bits[order[i]]) >>> shift) & 2047]++] = order[i];
    [order, other] = [other, order];
  }
  const rank = new Int32Array(values.length).fill(-1);
  for (let place = 0; place < count; place++) rank[order[place]] = place;
  return { order, rank };
}

/** Bits of a float32 as a whole number that grows with it. */
function sortable(bits: number): number {
  return bits >>> 31 === 0 ? (bits | 0x80000000) >>> 0 : ~bits >>> 0;
}
