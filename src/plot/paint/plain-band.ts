import { Coverage, type Edges, type PixelBox } from './coverage.ts';
import type { Rgba } from './css-color.ts';
import { over, type PixelBand, type SharpPixels, word } from './pixel-band.ts';

/** Filters of a row: differences to the pixel on the left, or above. */
const SUB = 1;
const UP = 2;

/** Rows of a page where there is no linear memory: to the bit what `simdBand` makes. */
export function plainBand(width: number, rows: number): PixelBand {
  return new PlainBand(width, rows);
}

class PlainBand implements PixelBand {
  readonly width: number;
  readonly words: Int32Array<ArrayBuffer>;
  y0 = 0;
  y1 = 0;
  readonly #coverage = new Coverage();
  readonly #above: Int32Array;
  #lines = new Uint8Array(0);

  constructor(width: number, rows: number) {
    this.width = width;
    this.words = new Int32Array(width * rows);
    this.#above = new Int32Array(width);
  }

  begin(y0: number, y1: number): void {
    this.y0 = y0;
    this.y1 = y1;
    this.words.fill(0);
  }

  cover(shape: Edges, clip: PixelBox, color: Rgba): void {
    this.#coverage.paint(shape, clip, (y, from, to, share) => this.#blend(y, from, to, color, share));
  }

  #blend(y: number, x0: number, x1: number, [r, g, b, alpha]: Rgba, share: number): void {
    const words = this.words;
    const row = (y - this.y0) * this.width;
    const opacity = alpha * share;
    if (opacity >= 0.998) words.fill(word(r, g, b, 255), row + x0, row + x1);
    else for (let i = row + x0; i < row + x1; i++) words[i] = over(words[i], r, g, b, opacity);
  }

  paintSharp(image: SharpPixels, from: number, to: number): void {
    const { words, width } = this;
    const { columns, lines, x, y: top } = image;
    let isOpaque = false;
    for (let y = from; y < to; y++) {
      const row = (y - this.y0) * width + x;
      const isRepeated = y > from && lines[y - top] === lines[y - top - 1];
      if (isRepeated && isOpaque) words.copyWithin(row, row - width, row - width + columns.length);
      else isOpaque = this.#paintLine(image.words, lines[y - top] * image.width, columns, row);
    }
  }

  /** @returns whether all of the line is opaque */
  #paintLine(image: Int32Array, line: number, columns: Uint32Array, row: number): boolean {
    const words = this.words;
    let isOpaque = true;
    for (let k = 0; k < columns.length; k++) {
      const color = image[line + columns[k]];
      if (color >>> 24 === 255) words[row + k] = color;
      else {
        isOpaque = false;
        if (color >>> 24 > 0) words[row + k] = overWord(words[row + k], color);
      }
    }
    return isOpaque;
  }

  filtered(channels: 3 | 4): Uint8Array {
    const { words, width } = this;
    const rows = this.y1 - this.y0;
    const length = width * channels + 1;
    const size = rows * length;
    if (this.#lines.length < size) this.#lines = new Uint8Array(size);
    else this.#lines.fill(0);
    for (let y = 0; y < rows; y++)
      this.#filterRow(
        y * width,
        y > 0 ? words : this.#above,
        y > 0 ? (y - 1) * width : 0,
        channels,
        y * length,
      );
    this.#above.set(words.subarray((rows - 1) * width, rows * width));
    return this.#lines.subarray(0, size);
  }

  /** The row of words that begins at `row`, as bytes over zeros. */
  #filterRow(row: number, above: Int32Array, rowAbove: number, channels: 3 | 4, at: number): void {
    const { words, width } = this;
    let first = 0;
    while (first < width && words[row + first] === above[rowAbove + first]) first++;
    let last = width - 1;
    while (last > first && words[row + last] === above[rowAbove + last]) last--;
    const isAlike = 2 * (last - first) < width;
    const lines = this.#lines;
    lines[at] = isAlike ? UP : SUB;
    const from = isAlike ? first : 0;
    const to = isAlike ? last + 1 : width;
    let before = 0; // on the left of the first pixel
    for (let x = from, place = at + 1 + from * channels; x < to; x++, place += channels) {
      const color = words[row + x];
      if (isAlike) before = above[rowAbove + x];
      if (color !== before) {
        lines[place] = color - before;
        lines[place + 1] = (color >>> 8) - (before >>> 8);
        lines[place + 2] = (color >>> 16) - (before >>> 16);
        if (channels === 4) lines[place + 3] = (color >>> 24) - (before >>> 24);
      }
      before = color;
    }
  }
}

function overWord(under: number, color: number): number {
  return over(under, color & 255, (color >>> 8) & 255, (color >>> 16) & 255, (color >>> 24) / 255);
}
