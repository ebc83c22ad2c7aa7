// LibLZF streams; src/io/hdf5/lzf.ts tells the format and has the same in plain TypeScript, to the byte.

const MAX_LITERALS: usize = 32;
const MAX_DISTANCE: usize = 8192;
const MAX_COPY: usize = 264;
const HASH_BITS: u32 = 13;

// @ts-ignore: decorator
@inline
function literalBytes(count: usize): usize {
  return count + (count + MAX_LITERALS - 1) / MAX_LITERALS;
}

function putLiterals(from: usize, end: usize, to: usize): usize {
  while (from < end) {
    const n = min(MAX_LITERALS, end - from);
    store<u8>(to, <u8>(n - 1));
    if (n == MAX_LITERALS) {
      v128.store(to + 1, v128.load(from));
      v128.store(to + 1, v128.load(from, 16), 16);
    } else for (let k: usize = 0; k < n; k++) store<u8>(to + 1 + k, load<u8>(from + k));
    from += n;
    to += n + 1;
  }
  return to;
}

/**
 * @param from bytes to pack; some may be read beyond their end
 * @param seen table of hashes, 4 << 13 bytes
 * @returns bytes of the stream in `out`; 0 when it would not be shorter
 */
export function compress(from: usize, size: usize, out: usize, seen: usize): usize {
  memory.fill(seen, 0, (<usize>4) << HASH_BITS);
  const last = from + size;
  const limit = out + size - 1;
  let to = out;
  let literal = from;
  let at = from;
  while (at + 2 < last) {
    const three = load<u32>(at) & 0xffffff;
    const slot = seen + ((<usize>((three * 0x9e3779b1) >> (32 - HASH_BITS))) << 2);
    const before = <usize>load<u32>(slot);
    store<u32>(slot, <u32>at);
    if (before == 0 || at - before > MAX_DISTANCE || (load<u32>(before) & 0xffffff) != three) {
      at++;
      continue;
    }
    const most = min(MAX_COPY, last - at);
    let length: usize = 3;
    while (length + 8 <= most && load<u64>(before + length) == load<u64>(at + length)) length += 8;
    while (length < most && load<u8>(before + length) == load<u8>(at + length)) length++;
    if (to + literalBytes(at - literal) + 3 > limit) return 0;
    to = putLiterals(literal, at, to);
    const distance = at - before - 1;
    if (length < 9) store<u8>(to++, <u8>(((length - 2) << 5) | (distance >> 8)));
    else {
      store<u8>(to++, <u8>((7 << 5) | (distance >> 8)));
      store<u8>(to++, <u8>(length - 9));
    }
    store<u8>(to++, <u8>distance);
    at += length;
    literal = at;
  }
  if (to + literalBytes(last - literal) > limit) return 0;
  return putLiterals(literal, last, to) - out;
}

/**
 * @param room bytes that may come out
 * @returns bytes that came out; -1 for a damaged stream
 */
export function decompress(from: usize, size: usize, out: usize, room: usize): i32 {
  const end = from + size;
  const last = out + room;
  let to = out;
  while (from < end) {
    const control = <usize>load<u8>(from++);
    if (control < MAX_LITERALS) {
      const n = control + 1;
      if (from + n > end || to + n > last) return -1;
      for (let k: usize = 0; k < n; k++) store<u8>(to + k, load<u8>(from + k));
      from += n;
      to += n;
      continue;
    }
    let length = control >> 5;
    if (from + (length == 7 ? 2 : 1) > end) return -1;
    if (length == 7) length += <usize>load<u8>(from++);
    const back = ((control & 31) << 8) + <usize>load<u8>(from++) + 1;
    length += 2;
    if (back > to - out || to + length > last) return -1;
    const source = to - back;
    if (back >= length) memory.copy(to, source, length);
    else for (let k: usize = 0; k < length; k++) store<u8>(to + k, load<u8>(source + k));
    to += length;
  }
  return <i32>(to - out);
}
