import { readFileSync } from 'node:fs';
import { assertArgument } from '../core/arguments.ts';
import { OptionError, UnsupportedError } from '../core/errors.ts';
import type { Context2D, Figure, PixelImage, Surface } from './context2d.ts';
import { parseColor } from './paint/css-color.ts';
import { DisplayList } from './paint/display-list.ts';
import { dejaVuSans, type FontShelf } from './paint/fonts.ts';
import { pagePng } from './paint/page-png.ts';
import { PixelContext } from './paint/pixel-context.ts';

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
let fonts: FontShelf | undefined;

/**
 * Draw a figure and encode it. Pictures of pixels are drawn here; the library that writes PDF and SVG is loaded at first use.
 *
 * @returns the bytes of the file; a PNG records its resolution, PDF and SVG keep text as text
 * @throws {UnsupportedError} for another format  @throws {OptionError} for a PNG too large to draw
 */
export async function renderFigure(figure: Figure, options: RenderOptions): Promise<Buffer> {
  assertArgument('renderFigure', 'figure', figure, { title: 'text' });
  assertArgument('renderFigure', 'options', options, { format: 'text' });
  const { format, dpi = 300 } = options;
  if (format === 'png') {
    const isOpaque = figure.background !== undefined && parseColor(figure.background)[3] === 1;
    return pagePng(layOut(figure, dpi), isOpaque, { dpi: Math.round(dpi), title: figure.title });
  }
  canvasModule ??= loadCanvas();
  const canvas = await canvasModule;
  if (format === 'pdf') {
    const document = new canvas.PDFDocument({ title: figure.title, creator: 'mintsar' });
    drawOn(canvas, document.beginPage(figure.width, figure.height), figure);
    document.endPage();
    return document.close();
  }
  if (format === 'svg') {
    const page = canvas.createCanvas(figure.width, figure.height, canvas.SvgExportFlag.NoPrettyXML);
    drawOn(canvas, page.getContext('2d'), figure);
    return Buffer.from(finishSvg(page.getContent().toString('utf8'), figure));
  }
  throw new UnsupportedError(`Figures cannot be written as "${format}".`, 'Choose png, pdf or svg.');
}

/** Figures of equal size as the frames of a moving picture (GIF). @param delay of a frame, ms */
export async function renderFrames(figures: readonly Figure[], dpi: number, delay = 400): Promise<Buffer> {
  canvasModule ??= loadCanvas();
  const { GifEncoder } = await canvasModule;
  const first = layOut(figures[0], dpi);
  const encoder = new GifEncoder(first.width, first.height, { repeat: 0, quality: 10 });
  for (const figure of figures) {
    const { width, height } = first;
    const page = new Int32Array(width * height);
    const list = layOut(figure, dpi);
    for (const { words, y0, y1 } of list.bands()) page.set(words.subarray(0, (y1 - y0) * width), y0 * width);
    encoder.addFrame(new Uint8Array(page.buffer), width, height, { delay });
  }
  return encoder.finish();
}

/** Everything on the page of a figure, in pixels. @throws {OptionError} when there are too many */
function layOut(figure: Figure, dpi: number): DisplayList {
  const scale = dpi / 72;
  if (!(Math.max(figure.width, figure.height) * scale <= MAX_SIDE)) {
    throw new OptionError(
      `A figure of ${(figure.width / 72).toFixed(1)} x ${(figure.height / 72).toFixed(1)} inches at ${dpi} dpi has more than ${MAX_SIDE} pixels on a side.`,
      'Choose a smaller --figsize or --dpi, or write a .pdf.',
    );
  }
  const side = (points: number) => Math.max(1, Math.round(points * scale));
  const page = new DisplayList(side(figure.width), side(figure.height));
  fonts ??= dejaVuSans((file) => readFileSync(fontPath(file)));
  const context = new PixelContext(page, fonts);
  context.scale(page.width / figure.width, page.height / figure.height);
  drawPage(context, figure, { context, scale, paint: context.paint.bind(context) });
  return page;
}

function drawPage(context: Context2D, figure: Figure, surface: Surface): void {
  if (figure.background !== undefined) {
    context.fillStyle = figure.background;
    context.fillRect(0, 0, figure.width, figure.height);
  }
  figure.draw(surface);
}

function drawOn(canvas: CanvasModule, native: object, figure: Figure): void {
  // The library types a few properties more widely (gradients, patterns) than figures use them.
  const context = native as Context2D & { lang: string };
  context.lang = 'en';
  drawPage(context, figure, {
    context,
    scale: 1,
    paint(image, x, y, width, height, smooth) {
      context.imageSmoothingEnabled = smooth;
      context.drawImage(pixelCanvas(canvas, image), x, y, width, height);
    },
  });
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
  const canvas = await import('@napi-rs/canvas');
  for (const file of ['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSans-Oblique']) {
    canvas.GlobalFonts.registerFromPath(fontPath(`${file}.ttf`), 'DejaVu Sans');
  }
  return canvas;
}

function fontPath(file: string): string {
  const { createRequire } = process.getBuiltinModule('node:module');
  return createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${file}`);
}
