import type { Grid, Values } from '../core/array.ts';
import { PngFile } from './paint/png.ts';
import { type Coloring, fillColors, rasterColors } from './raster.ts';

/** Filter of a line that tells its difference from the one above: nothing but zeros where they are equal. */
const SAME_AS_ABOVE = 2;
/** Pixels that are coloured and packed at a time. */
const BAND = 1 << 20;

/**
 * A raster as a PNG with a square of pixels for each of its values, in the same colours as a canvas gives it. It is packed
 * a few rows at a time, so that no image stands in memory beside the raster, and named by the entries of a palette where
 * there are few enough: a quarter of the bytes.
 *
 * @param values [length, width]; NaN = transparent
 * @param options.enlarge pixels of the image along each side of a value
 * @param options.palette false for readers that take a palette's numbers for grey
 * @returns the bytes of the file
 */
export async function rasterPng(
  values: Grid<Values>,
  coloring: Pick<Coloring, 'map' | 'vmin' | 'vmax'>,
  options: {
    readonly dpi: number;
    readonly title: string;
    readonly enlarge?: number;
    readonly palette?: boolean;
  },
): Promise<Uint8Array> {
  const { dpi, title, enlarge = 1, palette = true } = options;
  const { crc32, createDeflate } = await import('node:zlib');
  const [length, width] = values.shape;
  const colors = rasterColors(coloring.map);
  const names = [0, ...new Set(colors)]; // 0 is transparent
  const isNamed = palette && names.length <= 256;
  const table = isNamed ? colors.map((color) => names.indexOf(color)) : colors;
  const bytesPerPixel = isNamed ? 1 : 4;
  const kind = isNamed ? { palette: names } : { channels: 4 as const };
  const file = new PngFile(crc32, width * enlarge, length * enlarge, kind, { dpi, title });
  const packer = createDeflate({ level: 6 });
  const packed = (async () => {
    for await (const part of packer) file.add('IDAT', part as Uint8Array);
  })();
  const rows = Math.max(1, Math.floor(BAND / (width * enlarge * enlarge)));
  const lineBytes = 1 + bytesPerPixel * width * enlarge; // a filter byte before each line
  for (let y = 0; y < length; y += rows) {
    const count = Math.min(rows, length - y);
    const band = values.data.subarray(y * width, (y + count) * width);
    const pixels = new (isNamed ? Uint8Array : Int32Array)(band.length);
    fillColors({ data: band, shape: [count, width] }, coloring, table, pixels);
    const wide = new Uint8Array(enlarged(pixels, enlarge).buffer);
    const lines = new Uint8Array(count * enlarge * lineBytes);
    for (let k = 0; k < count; k++) {
      const line = wide.subarray(k * (lineBytes - 1), (k + 1) * (lineBytes - 1));
      const at = k * enlarge * lineBytes;
      lines.set(line, at + 1);
      for (let again = 1; again < enlarge; again++) lines[at + again * lineBytes] = SAME_AS_ABOVE;
    }
    await new Promise<void>((resolve, reject) =>
      packer.write(lines, (error) => (error ? reject(error) : resolve())),
    );
  }
  packer.end();
  await packed;
  return file.finish();
}

/** Every pixel of rows that follow one another, `times` times. */
function enlarged(pixels: Uint8Array | Int32Array, times: number): Uint8Array | Int32Array {
  if (times === 1) return pixels;
  const out = new (pixels.constructor as new (n: number) => typeof pixels)(pixels.length * times);
  for (let i = 0, at = 0; i < pixels.length; i++) {
    for (const end = at + times; at < end; at++) out[at] = pixels[i];
  }
  return out;
}
