import { OptionError, UnsupportedError } from '../core/errors.ts';
import type { Context2D, Figure, PixelImage, Surface } from './context2d.ts';

/** File formats a figure can be written in. */
export type FigureFormat = 'png' | 'pdf' | 'svg';

export interface RenderOptions {
  readonly format: FigureFormat;
  /** Dots per inch of a PNG; vector formats ignore it. */
  readonly dpi?: number;
}

/** Longest side of a canvas, pixels. */
const MAX_SIDE = 32767;

type CanvasModule = typeof import('@napi-rs/canvas');
let canvasModule: Promise<CanvasModule> | undefined;

/**
 * Draw a figure and encode it.
 *
 * The canvas library and the DejaVu fonts are loaded at first use, so that commands without figures start fast.
 *
 * @returns the bytes of the file; a PNG records its resolution, PDF and SVG keep text as text
 * @throws {UnsupportedError} for another format  @throws {OptionError} for a PNG too large to draw
 */
export async function renderFigure(figure: Figure, { format, dpi = 300 }: RenderOptions): Promise<Buffer> {
  canvasModule ??= loadCanvas();
  const canvas = await canvasModule;
  if (format === 'png') return renderPng(canvas, figure, dpi);
  if (format === 'pdf') {
    const document = new canvas.PDFDocument({ title: figure.title, creator: 'mintsar' });
    drawOn(canvas, document.beginPage(figure.width, figure.height), figure, 1);
    document.endPage();
    return document.close();
  }
  if (format === 'svg') {
    const page = canvas.createCanvas(figure.width, figure.height, canvas.SvgExportFlag.NoPrettyXML);
    drawOn(canvas, page.getContext('2d'), figure, 1);
    return Buffer.from(finishSvg(page.getContent().toString('utf8'), figure));
  }
  throw new UnsupportedError(`Figures cannot be written as "${format}".`, 'Choose png, pdf or svg.');
}

async function renderPng(canvas: CanvasModule, figure: Figure, dpi: number): Promise<Buffer> {
  const scale = dpi / 72;
  if (!(Math.max(figure.width, figure.height) * scale <= MAX_SIDE)) {
    throw new OptionError(
      `A figure of ${(figure.width / 72).toFixed(1)} x ${(figure.height / 72).toFixed(1)} inches at ${dpi} dpi has more than ${MAX_SIDE} pixels on a side.`,
      'Choose a smaller --figsize or --dpi, or write a .pdf.',
    );
  }
  const page = canvas.createCanvas(
    Math.max(1, Math.round(figure.width * scale)),
    Math.max(1, Math.round(figure.height * scale)),
  );
  const context = page.getContext('2d');
  context.scale(page.width / figure.width, page.height / figure.height);
  drawOn(canvas, context, figure, scale);
  return page.encode('png', { resolution: Math.round(dpi), title: figure.title, software: 'mintsar' });
}

function drawOn(canvas: CanvasModule, native: object, figure: Figure, scale: number): void {
  // The library types a few properties more widely (gradients, patterns) than figures use them.
  const context = native as Context2D & { imageSmoothingQuality: string; lang: string };
  context.lang = 'en';
  if (figure.background !== undefined) {
    context.fillStyle = figure.background;
    context.fillRect(0, 0, figure.width, figure.height);
  }
  const surface: Surface = {
    context,
    scale,
    paint(image, x, y, width, height, smooth) {
      // Shrinking without interpolation would drop pixels at random.
      const shrinks = scale > 1 && (image.width > width * scale || image.height > height * scale);
      context.imageSmoothingEnabled = smooth || shrinks;
      context.imageSmoothingQuality = 'medium';
      context.drawImage(pixelCanvas(canvas, image), x, y, width, height);
    },
  };
  figure.draw(surface);
}

function pixelCanvas(canvas: CanvasModule, image: PixelImage) {
  const target = canvas.createCanvas(image.width, image.height);
  target.getContext('2d').putImageData(new canvas.ImageData(image.rgba, image.width, image.height), 0, 0);
  return target;
}

/**
 * What the library does not write itself: sizes in points, a view box for scaling, sharp raster pixels, fonts to fall
 * back on, position lists without a trailing comma, which strict readers reject, and names numbered within the file
 * instead of within the process, so that equal figures are equal files.
 */
function finishSvg(svg: string, figure: Figure): string {
  const [width, height] = [figure.width, figure.height].map((points) => Number(points.toFixed(2)));
  const names = new Map<string, string>();
  const numbered = (_all: string, before: string, name: string, after: string) => {
    if (!names.has(name)) names.set(name, `n${names.size}`);
    return `${before}${names.get(name)}${after}`;
  };
  return svg
    .replace(/( id=")([^"]+)(")/g, numbered)
    .replace(/(url\(#)([^)]+)(\))/g, numbered)
    .replace(/(href="#)([^"]+)(")/g, numbered)
    .replace(/(<svg\b[^>]*?) width="[^"]*" height="[^"]*"/, (_all, head: string) => {
      const box = head.includes('viewBox') ? '' : ` viewBox="0 0 ${width} ${height}"`;
      return `${head} width="${width}pt" height="${height}pt"${box}`;
    })
    .replace(/<text[^>]* x="" y="">[^<]*<\/text>/g, '')
    .replace(/, "/g, '"')
    .replace(/font-family="DejaVu Sans"/g, 'font-family="DejaVu Sans, Verdana, sans-serif"')
    .replace(/<image /g, '<image style="image-rendering:pixelated" ');
}

async function loadCanvas(): Promise<CanvasModule> {
  const [canvas, { createRequire }] = await Promise.all([import('@napi-rs/canvas'), import('node:module')]);
  const require = createRequire(import.meta.url);
  for (const file of ['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSans-Oblique']) {
    canvas.GlobalFonts.registerFromPath(require.resolve(`dejavu-fonts-ttf/ttf/${file}.ttf`), 'DejaVu Sans');
  }
  return canvas;
}
