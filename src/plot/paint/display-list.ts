import { fastest } from '../../core/simd-module.ts';
import type { PixelImage } from '../context2d.ts';
import type { Edges, PixelBox } from './coverage.ts';
import type { Rgba } from './css-color.ts';
import { ImagePainter, type Placed } from './image-painter.ts';
import type { PixelBand } from './pixel-band.ts';
import { plainBand } from './plain-band.ts';
import { hasSimdBand, simdBand } from './simd-band.ts';

type Item = { readonly top: number; readonly foot: number } & (
  | { readonly edges: Edges; readonly color: Rgba; readonly clip: PixelBox }
  | { readonly painter: ImagePainter }
);

const BAND_ROWS = 48;

/**
 * What a page shows, in the order in which it is drawn. The page is made a few rows at a time: fresh memory costs more than
 * drawing on it, and a band stays in the processor's cache until it is packed.
 */
export class DisplayList {
  readonly width: number;
  readonly height: number;
  readonly #items: Item[] = [];
  /** Pixels of the widest image. */
  #widest = 0;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
  }

  addShape(edges: Edges, color: Rgba, clip: PixelBox): void {
    if (edges.values.length === 0 || color[3] <= 0) return;
    const top = Math.max(clip.y0, Math.floor(edges.top));
    const foot = Math.min(clip.y1, Math.ceil(edges.foot));
    if (top < foot) this.#items.push({ top, foot, edges, color, clip });
  }

  addImage(image: PixelImage, placed: Placed, smooth: boolean): void {
    const painter = new ImagePainter(image, placed, smooth);
    this.#widest = Math.max(this.#widest, image.width);
    if (painter.top < painter.foot) this.#items.push({ top: painter.top, foot: painter.foot, painter });
  }

  /** The page from top to foot: the band is made anew for every step, and its memory used again. */
  *bands(rows = BAND_ROWS): Generator<PixelBand> {
    const { width, height } = this;
    const most = Math.min(rows, height);
    const band = fastest(
      hasSimdBand(),
      () => simdBand(width, most, this.#widest),
      () => plainBand(width, most),
    );
    for (let y0 = 0; y0 < height; y0 += rows) {
      const y1 = Math.min(height, y0 + rows);
      band.begin(y0, y1);
      for (const item of this.#items) {
        if (item.top >= y1 || item.foot <= y0) continue;
        if ('painter' in item) item.painter.paint(band);
        else {
          const { edges, clip, color } = item;
          band.cover(edges, { ...clip, y0: Math.max(clip.y0, y0), y1: Math.min(clip.y1, y1) }, color);
        }
      }
      yield band;
    }
  }
}
