import { expect, test } from 'vitest';
import { createRandom } from '../../core/stats/random.ts';
import { Outlines } from './coverage.ts';
import type { Rgba } from './css-color.ts';
import type { PixelBand, SharpPixels } from './pixel-band.ts';
import { plainBand } from './plain-band.ts';
import { hasSimdBand, simdBand } from './simd-band.ts';

const [WIDTH, HEIGHT, ROWS] = [83, 60, 17];
const IMAGE = { width: 29, height: 21 };

/** Shapes that reach beyond the page, of any opacity, under and over an image with holes. */
function scene() {
  const draw = createRandom(7);
  const between = (low: number, high: number) => low + (high - low) * draw();
  const shapes = Array.from({ length: 40 }, (_, n) => {
    const outlines = new Outlines();
    const corners = n === 0 ? 3000 : 3 + (n % 9);
    outlines.add(
      Array.from({ length: 2 * corners }, (_, i) => between(-20, (i % 2 === 0 ? WIDTH : HEIGHT) + 20)),
    );
    if (n % 3 === 0) outlines.addConvex([5.25, 3, 5.25, 50.5, 71, 50.5, 71, 3]);
    const color: Rgba = [between(0, 255), between(0, 255), between(0, 255), n % 4 === 0 ? 1 : draw()];
    return { edges: outlines.take(), color };
  });
  const words = Int32Array.from({ length: IMAGE.width * IMAGE.height }, (_, i) =>
    i > 200 && i < 400 ? -1 : draw() < 0.2 ? 0 : (2 ** 32 * draw()) | (draw() < 0.9 ? 0xff000000 : 0),
  );
  const image: SharpPixels = {
    words,
    width: IMAGE.width,
    x: 4,
    y: 9,
    columns: Uint32Array.from({ length: 70 }, (_, k) => Math.floor((k * IMAGE.width) / 70)),
    lines: Uint32Array.from({ length: 48 }, (_, k) => Math.floor((k * IMAGE.height) / 48)),
  };
  return { shapes, image };
}

function drawn(band: PixelBand, channels: 3 | 4) {
  const { shapes, image } = scene();
  const words: number[] = [];
  const bytes: number[] = [];
  for (let y0 = 0; y0 < HEIGHT; y0 += ROWS) {
    const y1 = Math.min(HEIGHT, y0 + ROWS);
    band.begin(y0, y1);
    shapes.forEach(({ edges, color }, n) => {
      if (n === 20) {
        const [from, to] = [Math.max(y0, image.y), Math.min(y1, image.y + image.lines.length)];
        if (from < to) band.paintSharp(image, from, to);
      }
      band.cover(edges, { x0: 2, y0, x1: WIDTH - 3, y1 }, color);
    });
    words.push(...band.words.subarray(0, (y1 - y0) * WIDTH));
    bytes.push(...band.filtered(channels));
  }
  return { words, bytes };
}

test.each([3, 4] as const)(
  'a page has the same bits with and without WebAssembly, %i channels',
  (channels) => {
    expect(hasSimdBand()).toBe(true);
    const plain = drawn(plainBand(WIDTH, ROWS), channels);
    expect(drawn(simdBand(WIDTH, ROWS, IMAGE.width), channels)).toEqual(plain);
    expect(new Set(plain.words).size).toBeGreaterThan(500);
  },
);

test('filtered rows are differences to the row above or to the pixel on the left', () => {
  const { words, bytes } = drawn(plainBand(WIDTH, ROWS), 4);
  const filters = new Set<number>();
  const above = new Uint8Array(4 * WIDTH);
  for (let y = 0, at = 0; y < HEIGHT; y++) {
    const filter = bytes[at++];
    filters.add(filter);
    const row = new Uint8Array(4 * WIDTH);
    for (let i = 0; i < row.length; i++)
      row[i] = bytes[at++] + (filter === 2 ? above[i] : filter === 1 && i >= 4 ? row[i - 4] : 0);
    expect([...new Int32Array(row.buffer)]).toEqual(words.slice(y * WIDTH, (y + 1) * WIDTH));
    above.set(row);
  }
  expect([...filters].sort()).toEqual([1, 2]);
});
