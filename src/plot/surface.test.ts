import { describe, expect, test } from 'vitest';
import { grid } from '../core/array.ts';
import { UnsupportedError } from '../core/errors.ts';
import { drawMap, drawOverlay } from './map-figure.ts';
import { drawNetwork } from './network-figure.ts';
import { type FigureFormat, renderFigure } from './surface.ts';
import { drawSymbol } from './symbol-figure.ts';

const values = grid(Float32Array.of(0, 0.25, 0.5, 0.75, 1, Number.NaN), 2, 3);
const map = drawMap({
  values,
  frame: { kind: 'radar' },
  title: 'temporalCoherence',
  colormap: 'gray',
  vlim: [0, 1],
});

/** Decode a PNG with the library that wrote it. */
async function pixelsOf(png: Buffer) {
  const { createCanvas, loadImage } = await import('@napi-rs/canvas');
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const at = (y: number, x: number) =>
    Array.from(data.subarray(4 * (y * image.width + x), 4 * (y * image.width + x) + 4));
  return { width: image.width, height: image.height, at };
}

describe('PNG', () => {
  test('has the size that its resolution asks for and records it', async () => {
    const png = await renderFigure(map, { format: 'png', dpi: 144 });
    const { width, height } = await pixelsOf(png);
    expect([width, height]).toEqual([Math.round(map.width * 2), Math.round(map.height * 2)]);
    const chunk = png.indexOf('pHYs');
    expect(png.readUInt32BE(chunk + 4)).toBe(5669); // 144 dots per inch in dots per metre
  });

  test('pixels keep sharp edges and their exact colours; no data is transparent', async () => {
    const figure = drawOverlay({ values, frame: { kind: 'radar' }, colormap: 'gray', vlim: [0, 1] });
    const { at, width, height } = await pixelsOf(await renderFigure(figure, { format: 'png', dpi: 72 }));
    const centre = (y: number, x: number) =>
      at(Math.floor(((y + 0.5) * height) / 2), Math.floor(((x + 0.5) * width) / 3));
    expect([centre(0, 0), centre(0, 1), centre(0, 2), centre(1, 0), centre(1, 1)].map(([r]) => r)).toEqual([
      0, 64, 128, 192, 255,
    ]);
    expect(centre(1, 2)[3]).toBe(0);
    expect(at(2, Math.floor(width / 3) - 2)).toEqual(centre(0, 0));
    expect(at(2, Math.ceil(width / 3) + 2)).toEqual(centre(0, 1));
  });
});

test('an icon is its symbol alone on a transparent ground', async () => {
  const icon = drawSymbol({ shape: 'square', size: 20, fill: 'white' });
  const { at, width, height } = await pixelsOf(await renderFigure(icon, { format: 'png', dpi: 72 }));
  expect(at(0, 0)[3]).toBe(0);
  expect(at(Math.floor(height / 2), Math.floor(width / 2))).toEqual([255, 255, 255, 255]);
});

test('PDF is a document with embedded DejaVu Sans', async () => {
  const pdf = await renderFigure(map, { format: 'pdf' });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.toString('latin1')).toContain('DejaVuSans');
});

describe('SVG', () => {
  test('keeps words as text in a page measured in points', async () => {
    const svg = (await renderFigure(map, { format: 'svg' })).toString();
    expect(svg).toContain(`width="${Number(map.width.toFixed(2))}pt"`);
    expect(svg).toContain('viewBox="0 0 ');
    expect(svg).toMatch(/<text[^>]*>temporalCoherence<\/text>/);
    expect(svg).toContain('image-rendering:pixelated');
    expect(svg).not.toContain(', "');
  });

  test('equal figures are equal files', async () => {
    const network = {
      dates: ['20180104', '20180116'],
      bperp: [0, 132],
      pairs: [{ date12: '20180104_20180116' }],
    };
    const svg = await renderFigure(drawNetwork(network), { format: 'svg' });
    expect(svg.equals(await renderFigure(drawNetwork(network), { format: 'svg' }))).toBe(true);
  });
});

test('another format is refused with the known ones', async () => {
  await expect(renderFigure(map, { format: 'bmp' as FigureFormat })).rejects.toThrow(UnsupportedError);
});
