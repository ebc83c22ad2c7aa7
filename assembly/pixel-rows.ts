// The loops of src/core/closure-bias/pixel-rows.ts with 128-bit vectors: the same operations in the same order, so the bits are
// the same. All in double precision. Arrays are given by their addresses, counts are even.

/** target[i] -= factor · source[i] */
export function subtract(target: usize, source: usize, factor: f64, count: i32): void {
  const f = f64x2.splat(factor);
  const bytes = (<usize>count) << 3;
  for (let x: usize = 0; x < bytes; x += 16)
    v128.store(target + x, f64x2.sub(v128.load(target + x), f64x2.mul(f, v128.load(source + x))));
}

/** target[i] /= divisor */
export function divide(target: usize, divisor: f64, count: i32): void {
  const d = f64x2.splat(divisor);
  const bytes = (<usize>count) << 3;
  for (let x: usize = 0; x < bytes; x += 16) v128.store(target + x, f64x2.div(v128.load(target + x), d));
}

/** b = ratio[i] · (late[i] - early[i]) is added to toLate[i] and taken from toEarly[i], if that is not 0 */
export function addPair(
  ratio: usize,
  early: usize,
  late: usize,
  toEarly: usize,
  toLate: usize,
  count: i32,
): void {
  const bytes = (<usize>count) << 3;
  for (let x: usize = 0; x < bytes; x += 16) {
    const bias = f64x2.mul(v128.load(ratio + x), f64x2.sub(v128.load(late + x), v128.load(early + x)));
    v128.store(toLate + x, f64x2.add(v128.load(toLate + x), bias));
    if (toEarly) v128.store(toEarly + x, f64x2.sub(v128.load(toEarly + x), bias));
  }
}
