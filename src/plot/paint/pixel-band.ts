import type { Rgba } from './css-color.ts';

/** Some rows of a page: red, green, blue and opacity in the bytes of a word, as typed arrays hold them. */
export class PixelBand {
  readonly width: number;
  /** Signed, since numbers beyond 31 bits cost memory of their own until code is compiled, and most of a page is drawn before. */
  readonly words: Int32Array<ArrayBuffer>;
  y0 = 0;
  y1 = 0;

  constructor(width: number, rows: number) {
    this.width = width;
    this.words = new Int32Array(width * rows);
  }

  /** Be these rows of the page, transparent. */
  begin(y0: number, y1: number): void {
    this.y0 = y0;
    this.y1 = y1;
    this.words.fill(0);
  }

  /** Lay a colour over a run of pixels that a shape covers by a share. */
  blend(y: number, x0: number, x1: number, color: Rgba, cover: number): void {
    const row = (y - this.y0) * this.width;
    const r = color[0];
    const g = color[1];
    const b = color[2];
    const opacity = color[3] * cover;
    if (opacity >= 0.998) this.words.fill(word(r, g, b, 255), row + x0, row + x1);
    else for (let i = row + x0; i < row + x1; i++) this.words[i] = over(this.words[i], r, g, b, opacity);
  }
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
