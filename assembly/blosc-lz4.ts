// Chunks of arrays as Blosc containers of LZ4 streams; src/io/zarr/lz4-packer.ts tells the formats.

const HASH_BITS: u32 = 12;
const LAST_LITERALS: usize = 5;
const NO_MATCH_FROM_END: usize = 12;
const MOST_DISTANCE: usize = 65535;

/**
 * A box of a stack of planes, row by row, into a place where it stands alone.
 * @param from first byte of the box
 * @param planeStep bytes from a plane to the next; rowStep: of rows; toPlaneStep, toRowStep: the same where they go
 */
export function gather(
  from: usize,
  planes: i32,
  rows: i32,
  rowBytes: usize,
  planeStep: usize,
  rowStep: usize,
  to: usize,
  toPlaneStep: usize,
  toRowStep: usize,
): void {
  for (let p = 0; p < planes; p++) {
    for (let r = 0; r < rows; r++) {
      const source = from + <usize>p * planeStep + <usize>r * rowStep;
      const target = to + <usize>p * toPlaneStep + <usize>r * toRowStep;
      let at: usize = 0;
      for (; at + 16 <= rowBytes; at += 16) v128.store(target + at, v128.load(source + at));
      for (; at < rowBytes; at++) store<u8>(target + at, load<u8>(source + at));
    }
  }
}

/** Whether a chunk holds nothing: NaN of float32 (`itemSize` 4) or float64 (8), else zeros (0). */
export function isEmpty(from: usize, size: usize, itemSize: i32): bool {
  const end = from + size;
  let at = from;
  if (itemSize == 4) {
    for (; at + 4 <= end; at += 4) {
      const value = load<f32>(at);
      if (value == value) return false;
    }
  } else if (itemSize == 8) {
    for (; at + 8 <= end; at += 8) {
      const value = load<f64>(at);
      if (value == value) return false;
    }
  } else for (; at < end; at++) if (load<u8>(at) != 0) return false;
  return true;
}

/** Bytes of one place in all items together; `size` is a multiple of `itemSize`. */
function shuffle(from: usize, size: usize, itemSize: usize, to: usize): void {
  const items = size / itemSize;
  let i: usize = 0;
  if (itemSize == 4) {
    for (; i + 16 <= items; i += 16) {
      const at = from + 4 * i;
      const a = v128.load(at);
      const b = v128.load(at, 16);
      const c = v128.load(at, 32);
      const d = v128.load(at, 48);
      // Bytes 0 and 1 of eight items, then bytes 2 and 3.
      const ab01 = v128.shuffle<u8>(a, b, 0, 4, 8, 12, 16, 20, 24, 28, 1, 5, 9, 13, 17, 21, 25, 29);
      const cd01 = v128.shuffle<u8>(c, d, 0, 4, 8, 12, 16, 20, 24, 28, 1, 5, 9, 13, 17, 21, 25, 29);
      const ab23 = v128.shuffle<u8>(a, b, 2, 6, 10, 14, 18, 22, 26, 30, 3, 7, 11, 15, 19, 23, 27, 31);
      const cd23 = v128.shuffle<u8>(c, d, 2, 6, 10, 14, 18, 22, 26, 30, 3, 7, 11, 15, 19, 23, 27, 31);
      v128.store(to + i, v128.shuffle<u64>(ab01, cd01, 0, 2));
      v128.store(to + items + i, v128.shuffle<u64>(ab01, cd01, 1, 3));
      v128.store(to + 2 * items + i, v128.shuffle<u64>(ab23, cd23, 0, 2));
      v128.store(to + 3 * items + i, v128.shuffle<u64>(ab23, cd23, 1, 3));
    }
  }
  for (; i < items; i++)
    for (let k: usize = 0; k < itemSize; k++) store<u8>(to + k * items + i, load<u8>(from + i * itemSize + k));
}

// @ts-ignore: decorator
@inline
function slotOf(four: u32, seen: usize): usize {
  return seen + ((<usize>((four * 2654435761) >> (32 - HASH_BITS))) << 2);
}

/** The rest of a length that has 15 in its half of the token. */
function putMore(length: usize, to: usize): usize {
  let rest = length - 15;
  for (; rest >= 255; rest -= 255) store<u8>(to++, 255);
  store<u8>(to++, <u8>rest);
  return to;
}

function putLiterals(from: usize, count: usize, to: usize): usize {
  memory.copy(to, from, count);
  return to + count;
}

/** @returns bytes of the LZ4 block in `out`; 0 when it would not be shorter */
function packStream(from: usize, size: usize, out: usize, seen: usize): usize {
  const end = from + size;
  const limit = out + size - 1;
  let to = out;
  let literal = from;
  if (size > NO_MATCH_FROM_END) {
    memory.fill(seen, 0, (<usize>4) << HASH_BITS);
    const lastMatch = end - NO_MATCH_FROM_END;
    const matchEnd = end - LAST_LITERALS;
    let at = from;
    // Where nothing repeats, the steps become longer.
    let tries: usize = 64;
    while (at <= lastMatch) {
      const four = load<u32>(at);
      const slot = slotOf(four, seen);
      let before = <usize>load<u32>(slot);
      store<u32>(slot, <u32>at);
      if (before == 0 || at - before > MOST_DISTANCE || load<u32>(before) != four) {
        at += tries++ >> 6;
        continue;
      }
      tries = 64;
      while (at > literal && before > from && load<u8>(at - 1) == load<u8>(before - 1)) {
        at--;
        before--;
      }
      let length: usize = 4;
      while (at + length + 8 <= matchEnd) {
        const differ = load<u64>(before + length) ^ load<u64>(at + length);
        if (differ != 0) {
          length += <usize>(ctz(differ) >> 3);
          break;
        }
        length += 8;
      }
      if (at + length + 8 > matchEnd)
        while (at + length < matchEnd && load<u8>(before + length) == load<u8>(at + length)) length++;
      const literals = at - literal;
      if (to + literals + literals / 255 + length / 255 + 8 > limit) return 0;
      const token = to++;
      const more = length - 4;
      store<u8>(token, <u8>((min<usize>(literals, 15) << 4) | min<usize>(more, 15)));
      if (literals >= 15) to = putMore(literals, to);
      to = putLiterals(literal, literals, to);
      store<u16>(to, <u16>(at - before));
      to += 2;
      if (more >= 15) to = putMore(more, to);
      at += length;
      literal = at;
      if (at <= lastMatch) store<u32>(slotOf(load<u32>(at - 2), seen), <u32>(at - 2));
    }
  }
  const literals = end - literal;
  if (to + literals + literals / 255 + 2 > limit) return 0;
  store<u8>(to++, <u8>(min<usize>(literals, 15) << 4));
  if (literals >= 15) to = putMore(literals, to);
  return putLiterals(literal, literals, to) - out;
}

/**
 * A Blosc container without its header: where the blocks begin, then these, each of one stream for every byte of an item.
 * @param from bytes, which are packed in blocks of `blockSize`, a multiple of the item's size
 * @param room place for a block
 * @param base bytes of the header before `out`, from which blocks are counted
 * @returns bytes in `out`
 */
export function packBlocks(
  from: usize,
  size: usize,
  blockSize: usize,
  itemSize: usize,
  isSplit: bool,
  room: usize,
  seen: usize,
  out: usize,
  base: usize,
): usize {
  const blocks = (size + blockSize - 1) / blockSize;
  let to = out + 4 * blocks;
  for (let b: usize = 0; b < blocks; b++) {
    store<u32>(out + 4 * b, <u32>(to - out + base));
    const own = min(blockSize, size - b * blockSize);
    const streams = isSplit && own == blockSize ? itemSize : 1;
    let plain = from + b * blockSize;
    if (itemSize > 1) {
      shuffle(plain, own, itemSize, room);
      plain = room;
    }
    const each = own / streams;
    for (let k: usize = 0; k < streams; k++) {
      let packed = packStream(plain + k * each, each, to + 4, seen);
      if (packed == 0) {
        memory.copy(to + 4, plain + k * each, each);
        packed = each;
      }
      store<u32>(to, <u32>packed);
      to += 4 + packed;
    }
  }
  return to - out;
}
