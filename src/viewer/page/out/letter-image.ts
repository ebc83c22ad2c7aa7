import type { PixelImage } from '../../../plot/context2d.ts';
import type { Letters, Matrix } from './vector-page.ts';

/** Pixels to a point: print at 430 dots per inch. */
const SCALE = 6;

/** Letters as a picture, for formats whose fonts lack them: drawn by the browser in its own fonts. */
export function letterImage(letters: Letters): { readonly image: PixelImage; readonly matrix: Matrix } {
  const { text, size, isBold, isItalic, align, color, alpha, outline, matrix } = letters;
  const font = `${isItalic ? 'italic ' : ''}${isBold ? 'bold ' : ''}${size * SCALE}px sans-serif`;
  const measuring = new OffscreenCanvas(1, 1).getContext('2d')!;
  measuring.font = font;
  const advance = measuring.measureText(text).width;
  const edge = Math.ceil((size / 4) * SCALE);
  const width = Math.ceil(advance) + 2 * edge;
  const height = Math.ceil(1.5 * size * SCALE);
  const pen = new OffscreenCanvas(width, height).getContext('2d')!;
  const foot = Math.round(1.1 * size * SCALE);
  pen.font = font;
  pen.globalAlpha = alpha;
  if (outline === undefined) {
    pen.fillStyle = color;
    pen.fillText(text, edge, foot);
  } else {
    pen.strokeStyle = color;
    pen.lineWidth = outline * SCALE;
    pen.lineJoin = 'round';
    pen.strokeText(text, edge, foot);
  }
  const { data } = pen.getImageData(0, 0, width, height);
  const shift = { left: 0, center: -advance / 2, right: -advance }[align];
  const [x, y] = [(shift - edge) / SCALE, -foot / SCALE];
  const [a, b, c, d, e, f] = matrix;
  const [w, h] = [width / SCALE, height / SCALE];
  return {
    image: { rgba: data, width, height },
    matrix: [a * w, b * w, c * h, d * h, a * x + c * y + e, b * x + d * y + f],
  };
}
