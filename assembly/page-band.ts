// The rows of a page of src/plot/paint/plain-band.ts: shapes and lines of images laid over them, and their filtered bytes for a
// PNG. A page is drawn once by a short program: compiled code counts more than vectors here, which the filter alone uses.

const BLOCK: i32 = 32;

/**
 * Leave the edges of a shape in the cells of a box: of every pixel the area to the right of each edge
 * @param edges x0, y0, x1, y1 each, doubles
 * @param cells single values, `blocks` x 32 a row; `touched` a byte for each block
 */
export function lay(
  edges: usize, numEdge: i32, x0: f64, y0: f64, width: f64, height: f64, cells: usize, touched: usize, blocks: i32,
): void {
  for (let n = 0; n < numEdge; n++, edges += 32) {
    const ya = load<f64>(edges, 8) - y0;
    const yb = load<f64>(edges, 24) - y0;
    const down = ya < yb;
    let top = down ? ya : yb;
    let foot = down ? yb : ya;
    if (foot <= 0 || top >= height) continue;
    let x = (down ? load<f64>(edges) : load<f64>(edges, 16)) - x0;
    const end = (down ? load<f64>(edges, 16) : load<f64>(edges)) - x0;
    const slope = (end - x) / (foot - top);
    if (top < 0) {
      x -= top * slope;
      top = 0;
    }
    if (foot > height) foot = height;
    for (let y = floor(top); y < foot; y++) {
      const dy = min(y + 1, foot) - max(y, top);
      const next = x + slope * dy;
      const d = down ? dy : -dy;
      let low = x < next ? x : next;
      let high = x < next ? next : x;
      x = next;
      low = low < 0 ? 0 : low > width ? width : low;
      high = high < 0 ? 0 : high > width ? width : high;
      const first = floor(low);
      const last = ceil(high);
      const column = <i32>first;
      const n = <i32>last - column;
      const row = <i32>y * blocks;
      const at = cells + ((<usize>(row * BLOCK + column)) << 2);
      const far = (column + max(n, 1)) >> 5;
      for (let b = column >> 5; b <= far; b++) store<u8>(touched + row + b, 1);
      if (n <= 1) {
        const middle = (low + high) / 2 - first;
        add(at, d * (1 - middle));
        add(at + 4, d * middle);
        continue;
      }
      const share = 1 / (high - low);
      const head = 1 - (low - first);
      const tail = high - last + 1;
      const a0 = 0.5 * share * head * head;
      const am = 0.5 * share * tail * tail;
      add(at, d * a0);
      if (n === 2) add(at + 4, d * (1 - a0 - am));
      else {
        const a1 = share * (1.5 - (low - first));
        add(at + 4, d * (a1 - a0));
        for (let k = 2; k < n - 1; k++) add(at + ((<usize>k) << 2), d * share);
        const a2 = a1 + <f64>(n - 3) * share;
        add(at + ((<usize>(n - 1)) << 2), d * (1 - a2 - am));
      }
      add(at + ((<usize>n) << 2), d * am);
    }
  }
}

// @ts-ignore: decorator
@inline
function add(cell: usize, area: f64): void {
  store<f32>(cell, <f32>(<f64>load<f32>(cell) + area));
}

/**
 * Lay a colour over what the cells of a box cover, and clear them
 * @param words first pixel of the box; `stride` bytes a row
 */
export function cover(
  cells: usize, touched: usize, blocks: i32, width: i32, height: i32, words: usize, stride: usize,
  r: f64, g: f64, b: f64, alpha: f64,
): void {
  for (let y = 0; y < height; y++) {
    let sum: f64 = 0;
    let from = 0;
    let share: f64 = 0;
    for (let block = 0; block < blocks; block++, touched++, cells += BLOCK << 2) {
      if (load<u8>(touched) === 0) continue;
      store<u8>(touched, 0);
      for (let i = 0; i < BLOCK; i++) {
        const at = cells + ((<usize>i) << 2);
        const cell = load<f32>(at);
        if (cell === 0) continue;
        store<f32>(at, 0);
        const x = block * BLOCK + i;
        sum += <f64>cell;
        const size = abs(sum);
        const now = size > 0.998 ? 1 : size < 0.002 ? 0 : size;
        if (now === share || x > width) continue;
        if (share > 0) blend(words, from, x, r, g, b, alpha * share);
        from = x;
        share = now;
      }
    }
    if (share > 0) blend(words, from, width, r, g, b, alpha * share);
    words += stride;
  }
}

function blend(row: usize, from: i32, to: i32, r: f64, g: f64, b: f64, opacity: f64): void {
  const end = row + ((<usize>to) << 2);
  let at = row + ((<usize>from) << 2);
  if (opacity >= 0.998) {
    const color = word(r, g, b, 255);
    const four = i32x4.splat(color);
    for (; at + 16 <= end; at += 16) v128.store(at, four);
    for (; at < end; at += 4) store<i32>(at, color);
  } else for (; at < end; at += 4) store<i32>(at, over(load<i32>(at), r, g, b, opacity));
}

// @ts-ignore: decorator
@inline
function word(r: f64, g: f64, b: f64, a: i32): i32 {
  return <i32>(r + 0.5) | (<i32>(g + 0.5) << 8) | (<i32>(b + 0.5) << 16) | (a << 24);
}

function over(under: i32, r: f64, g: f64, b: f64, opacity: f64): i32 {
  const below = <f64>(<i32>(<u32>under >> 24)) * (1 - opacity);
  const alpha = opacity * 255 + below;
  const f = alpha > 0 ? (opacity * 255) / alpha : 0;
  const h = 1 - f;
  const whole = floor(alpha);
  return word(
    r * f + <f64>(under & 255) * h,
    g * f + <f64>((under >> 8) & 255) * h,
    b * f + <f64>((under >> 16) & 255) * h,
    <i32>whole + i32(alpha - whole >= 0.5),
  );
}

/**
 * Lay an image over rows: to[j][k] = source[lines[j]][columns[k]] over what was there
 * @param source the line lines[0] of the image; `pitch` bytes a line
 * @param to first pixel; `stride` bytes a row
 */
export function paintLines(
  source: usize, pitch: usize, columns: usize, count: i32, lines: usize, rows: i32, to: usize, stride: usize,
): void {
  const first = load<u32>(lines);
  let before = -1;
  let isOpaque = false;
  for (let j = 0; j < rows; j++, lines += 4, to += stride) {
    const line = <i32>(load<u32>(lines) - first);
    if (line === before && isOpaque) memory.copy(to, to - stride, <usize>count << 2);
    else isOpaque = paintLine(source + <usize>line * pitch, columns, count, to);
    before = line;
  }
}

/** One line of them. @returns whether all of it is opaque */
function paintLine(line: usize, columns: usize, count: i32, to: usize): bool {
  let isOpaque = true;
  for (let k = 0; k < count; k++, columns += 4, to += 4) {
    const color = load<i32>(line + ((<usize>load<u32>(columns)) << 2));
    const alpha = <u32>color >> 24;
    if (alpha === 255) store<i32>(to, color);
    else {
      isOpaque = false;
      if (alpha > 0) {
        const opacity = <f64>alpha / 255;
        store<i32>(to, over(load<i32>(to), <f64>(color & 255), <f64>((color >> 8) & 255), <f64>((color >> 16) & 255), opacity));
      }
    }
  }
  return isOpaque;
}

const SUB: u8 = 1;
const UP: u8 = 2;

/**
 * The filtered rows of a PNG, each after the byte of its filter: differences to the row above where little has changed, else to the
 * pixel on the left
 * @param words rows of `width` pixels; `above` the row over the first one
 * @param lines rows of 1 + width x channels bytes, and room for a vector beyond the last
 */
export function filterRows(words: usize, width: i32, rows: i32, above: usize, channels: i32, lines: usize): void {
  const stride = (<usize>width) << 2;
  for (let y = 0; y < rows; y++, above = words, words += stride) {
    let first = 0;
    for (; first + 4 <= width; first += 4) {
      const at = (<usize>first) << 2;
      if (v128.any_true(v128.xor(v128.load(words + at), v128.load(above + at)))) break;
    }
    while (first < width && isSame(words, above, first)) first++;
    let last = width - 1;
    while (last > first && isSame(words, above, last)) last--;
    const isAlike = 2 * (last - first) < width;
    store<u8>(lines, isAlike ? UP : SUB);
    lines++;
    if (first === width) {
      memory.fill(lines, 0, <usize>width * channels);
      lines += <usize>width * channels;
      continue;
    }
    // The first pixel has none on its left; whole vectors reach beyond the row, where the next one is written.
    let before = isAlike ? above : words - 4;
    let at = words;
    if (!isAlike) {
      store<i32>(lines, load<i32>(words));
      lines += channels;
      before += 4;
      at += 4;
    }
    for (const end = words + stride; at < end; at += 16, before += 16) {
      const difference = i8x16.sub(v128.load(at), v128.load(before));
      if (channels === 4) v128.store(lines, difference);
      else {
        v128.store(
          lines,
          v128.shuffle<u8>(difference, difference, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15),
        );
      }
      const left = <i32>((end - at) >> 2);
      lines += channels * min(left, 4);
    }
  }
}

// @ts-ignore: decorator
@inline
function isSame(a: usize, b: usize, x: i32): bool {
  return load<i32>(a + ((<usize>x) << 2)) === load<i32>(b + ((<usize>x) << 2));
}
