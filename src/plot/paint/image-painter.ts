import type { PixelImage } from '../context2d.ts';
import type { PixelBox } from './coverage.ts';
import { over, type PixelBand, type SharpPixels, word } from './pixel-band.ts';

/** Where an image goes, in device pixels, and what of the page may be drawn on. */
export interface Placed {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly clip: PixelBox;
}

/**
 * An image on a page, painted band by band from the top: pixels keep sharp edges, or, where they are smaller than those of
 * the page or are to be smooth, are averaged and interpolated.
 */
export class ImagePainter {
  readonly top: number;
  readonly foot: number;
  readonly #left: number;
  readonly #right: number;
  readonly #image: PixelImage;
  readonly #placed: Placed;
  readonly #isSharp: boolean;
  #pixels: SharpPixels | undefined;
  #taps: { readonly across: Taps; readonly down: Taps } | undefined;
  readonly #free: Float32Array[] = [];
  readonly #lines = new Map<number, Float32Array>();

  constructor(image: PixelImage, placed: Placed, smooth: boolean) {
    const { x0, y0, x1, y1, clip } = placed;
    this.#image = image;
    this.#placed = placed;
    // Pixels belong to what their centres lie in.
    this.#left = Math.max(clip.x0, Math.round(x0));
    this.#right = Math.max(this.#left, Math.min(clip.x1, Math.round(x1)));
    this.top = Math.max(clip.y0, Math.round(y0));
    this.foot = Math.min(clip.y1, Math.round(y1));
    const shrinks = image.width > (x1 - x0) * 1.001 || image.height > (y1 - y0) * 1.001;
    this.#isSharp = !(shrinks || smooth);
  }

  paint(band: PixelBand): void {
    const from = Math.max(this.top, band.y0);
    const to = Math.min(this.foot, band.y1);
    if (this.#isSharp) this.#paintSharp(band, from, to);
    else this.#paintSmooth(band, from, to);
  }

  #paintSharp(band: PixelBand, from: number, to: number): void {
    const { x0, y0, x1, y1 } = this.#placed;
    const image = this.#image;
    this.#pixels ??= {
      words: new Int32Array(image.rgba.buffer, image.rgba.byteOffset, image.width * image.height),
      width: image.width,
      columns: nearest(this.#left, this.#right, x0, image.width / (x1 - x0), image.width),
      lines: nearest(this.top, this.foot, y0, image.height / (y1 - y0), image.height),
      x: this.#left,
      y: this.top,
    };
    band.paintSharp(this.#pixels, from, to);
  }

  #paintSmooth({ words, width, y0 }: PixelBand, from: number, to: number): void {
    const { x0, y0: y0Image, x1, y1 } = this.#placed;
    const image = this.#image;
    this.#taps ??= {
      across: tapsOf(this.#left, this.#right, x0, image.width / (x1 - x0), image.width),
      down: tapsOf(this.top, this.foot, y0Image, image.height / (y1 - y0Image), image.height),
    };
    const { down } = this.#taps;
    const wide = this.#right - this.#left;
    const sum = new Float32Array(wide * 4);
    for (let y = from; y < to; y++) {
      const at = y - this.top;
      const first = down.first[at];
      sum.fill(0);
      for (const [known, line] of this.#lines) {
        if (known >= first) break;
        this.#lines.delete(known);
        this.#free.push(line);
      }
      for (let k = down.start[at]; k < down.start[at + 1]; k++) {
        const line = this.#line(first + k - down.start[at]);
        const weight = down.weights[k];
        for (let i = 0; i < sum.length; i++) sum[i] += weight * line[i];
      }
      const row = (y - y0) * width + this.#left;
      for (let x = 0, i = 0; x < wide; x++, i += 4) {
        const alpha = sum[i + 3];
        if (alpha < 0.5) continue;
        const f = 1 / alpha;
        words[row + x] =
          alpha > 254.5
            ? word(sum[i] * f, sum[i + 1] * f, sum[i + 2] * f, 255)
            : over(words[row + x], sum[i] * f, sum[i + 1] * f, sum[i + 2] * f, alpha / 255);
      }
    }
  }

  /** A line of the image in the columns of the page: red, green and blue times opacity, and opacity. */
  #line(y: number): Float32Array {
    const known = this.#lines.get(y);
    if (known !== undefined) return known;
    const { first, start, weights } = this.#taps!.across;
    const { rgba, width } = this.#image;
    const wide = first.length;
    const line = this.#free.pop() ?? new Float32Array(wide * 4);
    for (let x = 0; x < wide; x++) {
      let at = 4 * (y * width + first[x]);
      let r = 0;
      let g = 0;
      let b = 0;
      let a = 0;
      for (let k = start[x]; k < start[x + 1]; k++, at += 4) {
        const opaque = weights[k] * rgba[at + 3];
        r += opaque * rgba[at];
        g += opaque * rgba[at + 1];
        b += opaque * rgba[at + 2];
        a += opaque;
      }
      line[4 * x] = r;
      line[4 * x + 1] = g;
      line[4 * x + 2] = b;
      line[4 * x + 3] = a;
    }
    this.#lines.set(y, line);
    return line;
  }
}

/** The source pixel in which the middle of each pixel of a run lies. */
function nearest(from: number, to: number, origin: number, step: number, size: number): Uint32Array {
  const pixels = new Uint32Array(to - from);
  for (let k = 0; k < pixels.length; k++)
    pixels[k] = clamp(Math.floor((from + k + 0.5 - origin) * step), size);
  return pixels;
}

/** Which source pixels make each pixel of a run: from `first` on, with the weights from `start` on. */
interface Taps {
  readonly first: Int32Array;
  readonly start: Int32Array;
  readonly weights: Float32Array;
}

function tapsOf(from: number, to: number, origin: number, step: number, size: number): Taps {
  const half = Math.max(1, step) / 2;
  const first = new Int32Array(to - from);
  const start = new Int32Array(to - from + 1);
  const weights: number[] = [];
  for (let k = 0; k < first.length; k++) {
    const middle = (from + k + 0.5 - origin) * step;
    first[k] = clamp(Math.floor(middle - half + 1e-6), size);
    const last = clamp(Math.ceil(middle + half - 1e-6) - 1, size);
    const cover = (i: number) => Math.max(1e-9, Math.min(i + 1, middle + half) - Math.max(i, middle - half));
    let total = 0;
    for (let i = first[k]; i <= last; i++) total += cover(i);
    for (let i = first[k]; i <= last; i++) weights.push(cover(i) / total);
    start[k + 1] = weights.length;
  }
  return { first, start, weights: Float32Array.from(weights) };
}

function clamp(index: number, size: number): number {
  return index < 0 ? 0 : index >= size ? size - 1 : index;
}
