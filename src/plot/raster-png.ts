import type { Grid, Values } from '../core/array.ts';
import { PngFile } from './paint/png.ts';
import { type Coloring, fillColors, rasterColors } from './raster.ts';

/** Pixels that are coloured and packed at a time. */
const BAND = 1 << 20;

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
  const kind = isNamed ? { palette: names } : { channels: 4 as const };
  const file = new PngFile(crc32, width, length, kind, { dpi, title });
  const packer = createDeflate({ level: 6 });
  const packed = (async () => {
    for await (const part of packer) file.add('IDAT', part as Uint8Array);
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
  return file.finish();
}
