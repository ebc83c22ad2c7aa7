/** Rectangle of device pixels, ends exclusive. */
export interface PixelBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Told of every run of pixels that a shape covers equally, from left to right, top to bottom. */
export type PaintRun = (y: number, x0: number, x1: number, cover: number) => void;

/** The edges of a shape in device pixels, x0, y0, x1, y1 each, and the box in which they lie. */
export interface Edges {
  readonly values: Float64Array<ArrayBuffer>;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly foot: number;
}

/** Gathers the closed outlines that make a shape: those of one direction unite, those of the other cut holes. */
export class Outlines {
  #edges = new Float64Array(1024);
  #end = 0;

  /** Add a closed outline: x, y, x, y … in device pixels. */
  add(outline: ArrayLike<number>): void {
    const n = outline.length;
    if (this.#end + 2 * n > this.#edges.length) {
      const more = new Float64Array(2 * (this.#end + 2 * n));
      more.set(this.#edges);
      this.#edges = more;
    }
    const edges = this.#edges;
    let at = this.#end;
    let px = outline[n - 2];
    let py = outline[n - 1];
    for (let i = 0; i < n; i += 2) {
      const x = outline[i];
      const y = outline[i + 1];
      if (y !== py) {
        edges[at] = px;
        edges[at + 1] = py;
        edges[at + 2] = x;
        edges[at + 3] = y;
        at += 4;
      }
      px = x;
      py = y;
    }
    this.#end = at;
  }

  /** Add a convex outline in whichever direction it runs, so that it unites with others. */
  addConvex(outline: readonly number[]): void {
    let area = 0;
    const n = outline.length;
    for (let i = 0, j = n - 2; i < n; j = i, i += 2)
      area += outline[j] * outline[i + 1] - outline[i] * outline[j + 1];
    if (area >= 0) {
      this.add(outline);
      return;
    }
    const turned: number[] = [];
    for (let i = n - 2; i >= 0; i -= 2) turned.push(outline[i], outline[i + 1]);
    this.add(turned);
  }

  /** The edges so far, which are forgotten. */
  take(): Edges {
    const values = this.#edges.slice(0, this.#end);
    this.#end = 0;
    let left = Infinity;
    let top = Infinity;
    let right = -Infinity;
    let foot = -Infinity;
    for (let i = 0; i < values.length; i += 2) {
      const x = values[i];
      const y = values[i + 1];
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > foot) foot = y;
    }
    return { values, left, top, right, foot };
  }
}

/** Cells of a row stand in blocks, so that those that no edge touches are passed over. */
export const BLOCK = 32;

/** Blocks of a row: two cells beyond its pixels. */
export const blocksOf = (width: number) => Math.ceil((width + 2) / BLOCK);

/** The pixels that a shape may cover; undefined when there are none. */
export function boxOf({ left, top, right, foot }: Edges, clip: PixelBox): PixelBox | undefined {
  const x0 = Math.max(clip.x0, Math.floor(left));
  const y0 = Math.max(clip.y0, Math.floor(top));
  const x1 = Math.min(clip.x1, Math.ceil(right));
  const y1 = Math.min(clip.y1, Math.ceil(foot));
  return x0 < x1 && y0 < y1 ? { x0, y0, x1, y1 } : undefined;
}

/**
 * How much of every pixel a shape covers: each edge leaves in the pixels that it crosses the area to its right, and the
 * running sum along a row is the cover (exact areas, as in the signed-area rasterisers of font engines).
 */
export class Coverage {
  #cells = new Float32Array(0);
  #touched = new Uint8Array(0);

  /** Tell what is covered within `clip`. */
  paint(shape: Edges, clip: PixelBox, run: PaintRun): void {
    const box = boxOf(shape, clip);
    if (box === undefined) return;
    const { x0, y0 } = box;
    const width = box.x1 - x0;
    const height = box.y1 - y0;
    const edges = shape.values;
    const stride = blocksOf(width) * BLOCK;
    if (this.#cells.length < stride * height) {
      this.#cells = new Float32Array(stride * height);
      this.#touched = new Uint8Array(this.#cells.length / BLOCK);
    }
    for (let i = 0; i < edges.length; i += 4)
      this.#edge(
        edges[i] - x0,
        edges[i + 1] - y0,
        edges[i + 2] - x0,
        edges[i + 3] - y0,
        stride,
        width,
        height,
      );
    for (let y = 0; y < height; y++) this.#row(y, stride, width, y0 + y, x0, run);
  }

  #edge(xa: number, ya: number, xb: number, yb: number, stride: number, width: number, height: number): void {
    const cells = this.#cells;
    const touched = this.#touched;
    const down = ya < yb;
    let x = down ? xa : xb;
    let top = down ? ya : yb;
    const end = down ? xb : xa;
    let foot = down ? yb : ya;
    if (foot <= 0 || top >= height) return;
    const slope = (end - x) / (foot - top);
    if (top < 0) {
      x -= top * slope;
      top = 0;
    }
    if (foot > height) foot = height;
    const blocks = stride / BLOCK;
    for (let y = Math.floor(top); y < foot; y++) {
      const dy = Math.min(y + 1, foot) - Math.max(y, top);
      const next = x + slope * dy;
      const d = down ? dy : -dy;
      let low = x < next ? x : next;
      let high = x < next ? next : x;
      x = next;
      low = low < 0 ? 0 : low > width ? width : low;
      high = high < 0 ? 0 : high > width ? width : high;
      const first = Math.floor(low);
      const last = Math.ceil(high);
      const at = y * stride + first;
      for (let b = first >> 5; b <= (last > first ? last : first + 1) >> 5; b++) touched[y * blocks + b] = 1;
      if (last <= first + 1) {
        const middle = (low + high) / 2 - first;
        cells[at] += d * (1 - middle);
        cells[at + 1] += d * middle;
        continue;
      }
      // The edge crosses several pixels of the row: a triangle in the first and last, equal steps in between.
      const share = 1 / (high - low);
      const head = 1 - (low - first);
      const tail = high - last + 1;
      const a0 = 0.5 * share * head * head;
      const am = 0.5 * share * tail * tail;
      cells[at] += d * a0;
      const n = last - first;
      if (n === 2) cells[at + 1] += d * (1 - a0 - am);
      else {
        const a1 = share * (1.5 - (low - first));
        cells[at + 1] += d * (a1 - a0);
        for (let k = 2; k < n - 1; k++) cells[at + k] += d * share;
        const a2 = a1 + (n - 3) * share;
        cells[at + n - 1] += d * (1 - a2 - am);
      }
      cells[at + n] += d * am;
    }
  }

  #row(y: number, stride: number, width: number, pageY: number, pageX: number, run: PaintRun): void {
    const cells = this.#cells;
    const touched = this.#touched;
    const blocks = stride / BLOCK;
    let sum = 0;
    let from = 0; // where the run of equal cover began
    let cover = 0;
    for (let b = 0; b < blocks; b++) {
      if (touched[y * blocks + b] === 0) continue;
      touched[y * blocks + b] = 0;
      const start = y * stride + b * BLOCK;
      for (let i = 0; i < BLOCK; i++) {
        const cell = cells[start + i];
        if (cell === 0) continue;
        cells[start + i] = 0;
        const x = b * BLOCK + i;
        sum += cell;
        const size = sum < 0 ? -sum : sum;
        const now = size > 0.998 ? 1 : size < 0.002 ? 0 : size;
        if (now === cover || x > width) continue;
        if (cover > 0 && x > from) run(pageY, pageX + from, pageX + x, cover);
        from = x;
        cover = now;
      }
    }
    if (cover > 0 && from < width) run(pageY, pageX + from, pageX + width, cover);
  }
}
