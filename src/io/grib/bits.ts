/**
 * Unsigned numbers of a fixed width, one after the other, the highest bit first.
 *
 * @param bytes must hold them all: see {@link bytesOf}
 * @param start bit of the first number
 * @param width bits of a number, up to 32
 */
export function readBits(
  bytes: Uint8Array,
  start: number,
  width: number,
  count: number,
  out: Float64Array = new Float64Array(count),
  at = 0,
): Float64Array {
  if (width === 16 && start % 8 === 0) {
    for (let i = 0, b = start / 8; i < count; i++, b += 2) out[at + i] = bytes[b] * 256 + bytes[b + 1];
    return out;
  }
  for (let i = 0, bit = start; i < count; i++, bit += width) {
    let value = 0;
    for (let done = 0; done < width; ) {
      const [byte, used] = [bytes[(bit + done) >> 3], (bit + done) & 7];
      const take = Math.min(8 - used, width - done);
      value = value * 2 ** take + ((byte >> (8 - used - take)) & (2 ** take - 1));
      done += take;
    }
    out[at + i] = value;
  }
  return out;
}

/** Whole bytes that so many numbers take. */
export function bytesOf(count: number, width: number): number {
  return Math.ceil((count * width) / 8);
}

/** A number of so many bits whose highest is its sign. */
export function signedMagnitude(value: number, width: number): number {
  const sign = 2 ** (width - 1);
  return value >= sign ? sign - value : value;
}
