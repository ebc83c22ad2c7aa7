import type { Grid, Values } from '../core/array.ts';
import { type Coloring, fillColors, rasterColors } from './raster.ts';

/** Pixels that are coloured and packed at a time. */
const BAND = 1 << 20;
const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const INCH = 0.0254; // m

/**
 * A raster as a PNG with a pixel for each of its values, in the same colours as a canvas gives it. It is packed a few
 * rows at a time, so that no image stands in memory beside the raster, and named by the entries of a palette where
 * there are few enough: a quarter of the bytes.
 *
 * @param values [length, width]; NaN = transparent
 * @returns the bytes of the file
 */
export async function rasterPng(
  values: Grid<Values>,
  coloring: Pick<Coloring, 'map' | 'vmin' | 'vmax'>,
  { dpi, title }: { readonly dpi: number; readonly title: string },
): Promise<Uint8Array> {
  const { crc32, createDeflate } = await import('node:zlib');
  const [length, width] = values.shape;
  const colors = rasterColors(coloring.map);
  const names = [0, ...new Set(colors)]; // 0 is transparent
  const isNamed = names.length <= 256;
  const table = isNamed ? colors.map((color) => names.indexOf(color)) : colors;
  const bytesPerPixel = isNamed ? 1 : 4;
  const chunks: Uint8Array[] = [SIGNATURE];
  const chunk = (type: string, data: Uint8Array) => {
    const bytes = new Uint8Array(12 + data.length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, data.length);
    bytes.set(latin(type), 4);
    bytes.set(data, 8);
    view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
    chunks.push(bytes);
  };
  chunk('IHDR', header(width, length, isNamed));
  chunk('pHYs', resolution(dpi));
  if (title !== '') chunk('tEXt', latin(`Title\0${title}`));
  chunk('tEXt', latin('Software\0mintsar'));
  if (isNamed) {
    const rgba = new Uint8Array(Uint32Array.from(names).buffer);
    chunk(
      'PLTE',
      Uint8Array.from({ length: 3 * names.length }, (_, i) => rgba[4 * Math.floor(i / 3) + (i % 3)]),
    );
    chunk(
      'tRNS',
      Uint8Array.from(names, (_, i) => rgba[4 * i + 3]),
    );
  }
  const packer = createDeflate({ level: 6 });
  const packed = (async () => {
    for await (const part of packer) chunk('IDAT', part as Uint8Array);
  })();
  const rows = Math.max(1, Math.floor(BAND / width));
  for (let y = 0; y < length; y += rows) {
    const count = Math.min(rows, length - y);
    const band = values.data.subarray(y * width, (y + count) * width);
    const pixels = new (isNamed ? Uint8Array : Uint32Array)(band.length);
    fillColors({ data: band, shape: [count, width] }, coloring, table, pixels);
    const bytes = new Uint8Array(pixels.buffer);
    const lines = new Uint8Array(count * (1 + bytesPerPixel * width)); // a filter byte before each: none
    for (let k = 0; k < count; k++) {
      const line = bytes.subarray(k * width * bytesPerPixel, (k + 1) * width * bytesPerPixel);
      lines.set(line, k * (1 + line.length) + 1);
    }
    await new Promise<void>((resolve, reject) =>
      packer.write(lines, (error) => (error ? reject(error) : resolve())),
    );
  }
  packer.end();
  await packed;
  chunk('IEND', new Uint8Array(0));
  return joined(chunks);
}

function header(width: number, length: number, isNamed: boolean): Uint8Array {
  const data = new Uint8Array(13);
  const view = new DataView(data.buffer);
  view.setUint32(0, width);
  view.setUint32(4, length);
  data.set([8, isNamed ? 3 : 6], 8); // bits, and kind of colour: palette or red, green, blue and opacity
  return data;
}

function resolution(dpi: number): Uint8Array {
  const data = new Uint8Array(9);
  const view = new DataView(data.buffer);
  const perMetre = Math.round(dpi / INCH);
  view.setUint32(0, perMetre);
  view.setUint32(4, perMetre);
  data[8] = 1; // per metre
  return data;
}

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
