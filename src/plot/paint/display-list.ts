import type { PixelImage } from '../context2d.ts';
import { Coverage, type Edges, type PixelBox } from './coverage.ts';
import type { Rgba } from './css-color.ts';
import { ImagePainter, type Placed } from './image-painter.ts';
import { PixelBand } from './pixel-band.ts';

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
    if (painter.top < painter.foot) this.#items.push({ top: painter.top, foot: painter.foot, painter });
  }

  /** The page from top to foot: the band is made anew for every step, and its memory used again. */
  *bands(rows = BAND_ROWS): Generator<PixelBand> {
    const coverage = new Coverage();
    const band = new PixelBand(this.width, Math.min(rows, this.height));
    for (let y0 = 0; y0 < this.height; y0 += rows) {
      const y1 = Math.min(this.height, y0 + rows);
      band.begin(y0, y1);
      for (const item of this.#items) {
        if (item.top >= y1 || item.foot <= y0) continue;
        if ('painter' in item) item.painter.paint(band);
        else {
          const { color, clip } = item;
          const box = { ...clip, y0: Math.max(clip.y0, y0), y1: Math.min(clip.y1, y1) };
          coverage.paint(item.edges, box, (y, from, to, cover) => band.blend(y, from, to, color, cover));
        }
      }
      yield band;
    }
  }
}
