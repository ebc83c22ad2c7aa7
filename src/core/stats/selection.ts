/**
 * Put the value of rank `k` (0 = smallest) in its place, smaller or equal ones before it and larger or equal ones
 * behind: what a median needs of a sort, in a time that grows as the number of values (Hoare 1961, FIND,
 * doi:10.1145/366622.366647). No value may be NaN.
 *
 * @param values of any number, in any unit; put in another order
 */
export function selectInPlace(values: Float32Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[k];
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i <= j) {
        const moved = values[i];
        values[i++] = values[j];
        values[j--] = moved;
      }
    }
    if (j < k) low = i;
    if (i > k) high = j;
  }
  return values[k];
}

/**
 * Median of values of which none is NaN, which are left in another order; the middle two are averaged.
 *
 * @param values of any number but none, in any unit
 */
export function medianInPlace(values: Float32Array): number {
  const half = values.length >> 1;
  const upper = selectInPlace(values, half);
  if (values.length % 2 === 1) return upper;
  let lower = -Infinity;
  for (let i = 0; i < half; i++) if (values[i] > lower) lower = values[i];
  return (lower + upper) / 2;
}
