// The loop of src/core/atmosphere/field-delay.ts with 128-bit vectors: the same operations in the same order, so the bits are
// the same. Arrays are given by their addresses.

/**
 * Delay of pixels: coefficients between the four nodes around each, the cubic piece of its height, and the slant.
 *
 * @param height f64 [count] @param slant f64 @param cell i32 @param north f32 @param east f32 @param to f32
 * @param above bytes from a node to the one north of it @param layer nodes of a piece
 */
export function delays(
  height: usize,
  slant: usize,
  cell: usize,
  north: usize,
  east: usize,
  to: usize,
  count: i32,
  coefficients: usize,
  above: usize,
  layer: i32,
  last: i32,
  bottom: f64,
  perMetre: f64,
): void {
  for (let i: usize = 0, n = <usize>count; i < n; i++) {
    const t0 = (load<f64>(height + (i << 3)) - bottom) * perMetre;
    const piece = <i32>max<f64>(0, min<f64>(<f64>last, t0));
    const t = t0 - <f64>piece;
    const a = coefficients + ((<usize>(piece * layer + load<i32>(cell + (i << 2)))) << 5);
    const b = a + above;
    const y = <f64>load<f32>(north + (i << 2));
    const x = <f64>load<f32>(east + (i << 2));
    const yx = y * x;
    const w11 = f64x2.splat(yx);
    const w10 = f64x2.splat(y - yx);
    const w01 = f64x2.splat(x - yx);
    const w00 = f64x2.splat(1.0 - y - (x - yx));
    const c01 = f64x2.add(
      f64x2.add(f64x2.mul(w00, v128.load(a)), f64x2.mul(w01, v128.load(a, 32))),
      f64x2.add(f64x2.mul(w10, v128.load(b)), f64x2.mul(w11, v128.load(b, 32))),
    );
    const c23 = f64x2.add(
      f64x2.add(f64x2.mul(w00, v128.load(a, 16)), f64x2.mul(w01, v128.load(a, 48))),
      f64x2.add(f64x2.mul(w10, v128.load(b, 16)), f64x2.mul(w11, v128.load(b, 48))),
    );
    const c = f64x2.add(c01, f64x2.mul(f64x2.splat(t * t), c23));
    const zenith = f64x2.extract_lane(c, 0) + t * f64x2.extract_lane(c, 1);
    store<f32>(to + (i << 2), <f32>(zenith * load<f64>(slant + (i << 3))));
  }
}
