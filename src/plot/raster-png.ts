import type { Grid, Values } from '../core/array.ts';
import { PngFile } from './paint/png.ts';
import { type Coloring, fillColors, rasterColors } from './raster.ts';

/** Filters of a line: differences to the pixel on the left, and to the line above, which are zeros where both are equal. */
const SUB = 1;
const UP = 2;
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
  const { crc32, createDeflate } = process.getBuiltinModule('node:zlib');
  const [length, width] = values.shape;
  const colors = rasterColors(coloring.map);
  const names = [0, ...new Set(colors)]; // 0 is transparent
  const isNamed = palette && names.length <= 256;
  const table = isNamed ? colors.map((color) => names.indexOf(color)) : colors;
  const bytesPerPixel = isNamed ? 1 : 4;
  const kind = isNamed ? { palette: names } : { channels: 4 as const };
  const file = new PngFile(crc32, width * enlarge, length * enlarge, kind, { dpi, title });
  const packer = createDeflate({ level: isNamed ? 2 : 6, memLevel: 9, chunkSize: 1 << 18 });
  const packed = (async () => {
    for await (const part of packer) file.add('IDAT', part as Uint8Array);
  })();
  const rows = Math.max(1, Math.min(length, Math.floor(BAND / (width * enlarge * enlarge))));
  const pixels = isNamed ? new Uint8Array(rows * width) : new Int32Array(rows * width);
  const lineBytes = 1 + bytesPerPixel * width * enlarge; // a filter byte before each line
  const lines = new Uint8Array(rows * enlarge * lineBytes);
  for (let y = 0; y < length; y += rows) {
    const count = Math.min(rows, length - y);
    const band = values.data.subarray(y * width, (y + count) * width);
    pixels.fill(0);
    fillColors({ data: band, shape: [count, width] }, coloring, table, pixels);
    lines.fill(0);
    for (let k = 0; k < count; k++) {
      const at = k * enlarge * lineBytes;
      const line = pixels.subarray(k * width, (k + 1) * width);
      if (line instanceof Uint8Array) filterLine(line, enlarge, lines, at);
      else lines.set(new Uint8Array(enlarged(line, enlarge).buffer), at + 1);
      for (let again = 1; again < enlarge; again++) lines[at + again * lineBytes] = UP;
    }
    const wanted = lines.subarray(0, count * enlarge * lineBytes);
    await new Promise<void>((resolve, reject) =>
      packer.write(wanted, (error) => (error ? reject(error) : resolve())),
    );
  }
  packer.end();
  await packed;
  return file.finish();
}

/**
 * A line of enlarged pixels as differences of their numbers, over zeros. Neighbours in a palette have neighbouring numbers, so that
 * fast packing makes fewer bytes than slow packing does of the numbers; of colours differences tell nothing.
 */
function filterLine(pixels: Uint8Array, enlarge: number, lines: Uint8Array, at: number): void {
  lines[at] = SUB;
  let before = 0; // on the left of the first pixel
  for (let x = 0, place = at + 1; x < pixels.length; x++, place += enlarge) {
    lines[place] = pixels[x] - before;
    before = pixels[x];
  }
}

/** Every pixel of a line `times` times. */
function enlarged(pixels: Int32Array, times: number): Int32Array {
  const out = new Int32Array(pixels.length * times);
  for (let i = 0, at = 0; i < pixels.length; i++) {
    for (const end = at + times; at < end; at++) out[at] = pixels[i];
  }
  return out;
}
