/**
 * Index into a line of `n` values that is continued at both ends by its mirror image: c b a | a b c | c b a.
 * @param i any whole number
 * @returns 0 to n - 1
 */
export function reflected(i: number, n: number): number {
  const period = 2 * n;
  const at = ((i % period) + period) % period;
  return at < n ? at : period - 1 - at;
}
