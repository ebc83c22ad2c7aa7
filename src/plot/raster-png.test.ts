import { expect, test } from 'vitest';
import { grid } from '../core/array.ts';
import { colormap } from './colormap.ts';
import { drawOverlay } from './map-figure.ts';
import { colorize } from './raster.ts';
import { rasterPng } from './raster-png.ts';
import { renderFigure } from './surface.ts';

const [length, width] = [70, 90];
const values = grid(
  Float32Array.from({ length: length * width }, (_, i) =>
    i % 17 === 0 ? Number.NaN : Math.sin(i / 50) * 1.2,
  ),
  length,
  width,
);

async function decoded(png: Uint8Array) {
  const { createCanvas, loadImage } = await import('@napi-rs/canvas');
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  return { width: image.width, height: image.height, data: Buffer.from(data.buffer) };
}

/** A map of more colours than a palette names. */
const rich = {
  name: 'rich',
  n: 400,
  colors: Float64Array.from({ length: 1200 }, (_, i) => ((i * 7919) % 1000) / 1000),
};

for (const [name, map] of [
  ['a palette', colormap('jet')],
  ['full colours', rich],
] as const) {
  test(`a raster packed row by row in ${name} has the pixels that a canvas draws`, async () => {
    const png = await rasterPng(values, { map, vmin: -1, vmax: 1 }, { dpi: 10, title: 'raster' });
    const got = await decoded(png);
    expect([got.height, got.width]).toEqual([length, width]);
    const image = colorize(values, { map, vmin: -1, vmax: 1 });
    expect(got.data.equals(Buffer.from(image.rgba.buffer))).toBe(true);
    const size = [width / 10, length / 10] as const;
    const figure = drawOverlay({ values, colormap: map, vlim: [-1, 1], size, frame: { kind: 'radar' } });
    const drawn = await decoded(await renderFigure(figure, { format: 'png', dpi: 10 }));
    expect(got.data.equals(drawn.data)).toBe(true);
    const large = await decoded(
      await rasterPng(values, { map, vmin: -1, vmax: 1 }, { dpi: 30, title: '', enlarge: 3 }),
    );
    const fine = await decoded(await renderFigure(figure, { format: 'png', dpi: 30 }));
    expect([large.height, large.width]).toEqual([3 * length, 3 * width]);
    expect(large.data.equals(fine.data)).toBe(true);
  });
}

test('a raster of many rows is packed in several parts', async () => {
  const tall = grid(new Float32Array(5 * 300_000).fill(0.5), 300_000, 5);
  const png = Buffer.from(
    await rasterPng(tall, { map: colormap('jet'), vmin: 0, vmax: 1 }, { dpi: 100, title: '' }),
  );
  expect(png.readUInt32BE(20)).toBe(300_000);
  expect(png.readUInt32BE(png.indexOf('pHYs') + 4)).toBe(3937); // per metre
  const { inflateSync } = await import('node:zlib');
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const lines = inflateSync(Buffer.concat(parts));
  expect(lines.length).toBe(6 * 300_000);
  expect([...lines.subarray(-6)]).toEqual([1, lines[1], 0, 0, 0, 0]); // differences to the left
  expect(lines[1]).toBeGreaterThan(0);
});
