import type { Context2D, Figure, PixelImage } from '../../../plot/context2d.ts';

/** Pixels on a canvas of their own. */
export function pixelCanvas({ rgba, width, height }: PixelImage): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas;
}

/** A figure on a canvas. @param dpi dots per inch @param even whether sides are even, as films want them */
export function figureCanvas(figure: Figure, dpi: number, even = false): HTMLCanvasElement {
  const scale = dpi / 72;
  const side = (points: number) => {
    const pixels = Math.max(2, Math.round(points * scale));
    return even ? 2 * Math.round(pixels / 2) : pixels;
  };
  const canvas = document.createElement('canvas');
  canvas.width = side(figure.width);
  canvas.height = side(figure.height);
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) throw new Error('This browser has no memory for a picture of this size.');
  pen.fillStyle = figure.background ?? '#ffffff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.scale(canvas.width / figure.width, canvas.height / figure.height);
  figure.draw({
    context: pen as unknown as Context2D,
    scale,
    paint(image, x, y, width, height, isSmooth) {
      pen.imageSmoothingEnabled = isSmooth;
      pen.drawImage(pixelCanvas(image), x, y, width, height);
    },
  });
  return canvas;
}

/** The picture as PNG. */
export async function pngOf(canvas: HTMLCanvasElement): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('This browser could not write the picture.');
  return new Uint8Array(await blob.arrayBuffer());
}
