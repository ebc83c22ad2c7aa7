// A box of bytes from one row-major array to another; src/io/hdf5/box-copy.ts has the same in plain TypeScript.

/**
 * Copy `planes` x `rows` runs of `bytes` bytes.
 * @param fromRow bytes from a row of the source to the next one; the others alike
 */
export function copyRows(
  from: usize, fromRow: usize, fromPlane: usize,
  to: usize, toRow: usize, toPlane: usize,
  bytes: usize, rows: i32, planes: i32,
): void {
  for (let p = 0; p < planes; p++) {
    let s = from;
    let t = to;
    for (let r = 0; r < rows; r++) {
      if (bytes < 16) for (let x: usize = 0; x < bytes; x++) store<u8>(t + x, load<u8>(s + x));
      else {
        let x: usize = 0;
        for (; x + 32 <= bytes; x += 32) {
          const a = v128.load(s + x);
          const b = v128.load(s + x, 16);
          v128.store(t + x, a);
          v128.store(t + x, b, 16);
        }
        if (x + 16 <= bytes) v128.store(t + x, v128.load(s + x));
        // What is left is copied with some bytes before it once more.
        const last = bytes - 16;
        v128.store(t + last, v128.load(s + last));
      }
      s += fromRow;
      t += toRow;
    }
    from += fromPlane;
    to += toPlane;
  }
}
