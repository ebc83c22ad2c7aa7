import type { Edges, PixelBox } from './coverage.ts';
import type { Rgba } from './css-color.ts';

/** An image whose pixels keep sharp edges, and the box of the page over which it lies. */
export interface SharpPixels {
  /** [height, width] */
  readonly words: Int32Array;
  readonly width: number;
  /** left and top of the box */
  readonly x: number;
  readonly y: number;
  /** column of the image over each column of the box */
  readonly columns: Uint32Array;
  /** line of the image over each row of the box; none comes after a later one */
  readonly lines: Uint32Array;
}

/** Some rows of a page: red, green, blue and opacity in the bytes of a word, as typed arrays hold them. */
export interface PixelBand {
  readonly width: number;
  /** [rows, width]; signed, since numbers beyond 31 bits cost memory of their own until code is compiled */
  readonly words: Int32Array<ArrayBuffer>;
  readonly y0: number;
  readonly y1: number;

  /** Be these rows of the page, transparent. */
  begin(y0: number, y1: number): void;

  /** Lay a colour over what a shape covers. @param clip within these rows */
  cover(shape: Edges, clip: PixelBox, color: Rgba): void;

  /** Lay an image over the rows from `from` to `to`, which are among these. */
  paintSharp(image: SharpPixels, from: number, to: number): void;

  /**
   * The rows as a PNG has them (ISO/IEC 15948, 9.2), in memory that is used again for the next ones: differences to the row above where
   * little has changed, as in rows of enlarged pixels, else to the pixel on the left. All rows of a page are asked for, in their order.
   * @param channels 3 leaves the opacity out
   */
  filtered(channels: 3 | 4): Uint8Array;
}

/** A colour as it stands in memory. */
export function word(r: number, g: number, b: number, a: number): number {
  return (r + 0.5) | ((g + 0.5) << 8) | ((b + 0.5) << 16) | (a << 24);
}

/** A colour of some opacity over a pixel (Porter & Duff 1984, doi:10.1145/800031.808606), which may be transparent itself. */
export function over(under: number, r: number, g: number, b: number, opacity: number): number {
  const below = (under >>> 24) * (1 - opacity);
  const alpha = opacity * 255 + below;
  const f = alpha > 0 ? (opacity * 255) / alpha : 0;
  const h = 1 - f;
  return word(
    r * f + (under & 255) * h,
    g * f + ((under >>> 8) & 255) * h,
    b * f + ((under >>> 16) & 255) * h,
    Math.round(alpha),
  );
}
