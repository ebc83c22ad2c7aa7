import type { DisplayList } from './display-list.ts';
import type { PixelBand } from './pixel-band.ts';
import { PngFile, type PngWords } from './png.ts';

/** Filters of a row (PNG, ISO/IEC 15948, 9.2): differences to the pixel on the left, or above. */
const SUB = 1;
const UP = 2;

/**
 * A page as a PNG. Rows that repeat the one above, as those of enlarged pixels do, become zeros.
 * @param isOpaque nothing of the page is transparent
 */
export async function pagePng(page: DisplayList, isOpaque: boolean, words: PngWords): Promise<Buffer> {
  const { crc32, createDeflate } = await import('node:zlib');
  const { width, height } = page;
  const channels = isOpaque ? 3 : 4;
  const file = new PngFile(crc32, width, height, { channels }, words);
  const packer = createDeflate({ level: 3, memLevel: 9, chunkSize: 1 << 18 });
  const packed = (async () => {
    for await (const part of packer) file.add('IDAT', part as Uint8Array);
  })();
  const encoder = new RowEncoder(width, channels);
  for (const band of page.bands()) {
    const lines = encoder.encode(band);
    await new Promise<void>((resolve, reject) =>
      packer.write(lines, (error) => (error ? reject(error) : resolve())),
    );
  }
  packer.end();
  await packed;
  return Buffer.from(file.finish().buffer);
}

class RowEncoder {
  readonly #width: number;
  readonly #channels: 3 | 4;
  readonly #above: Uint32Array;
  #lines = new Uint8Array(0);

  constructor(width: number, channels: 3 | 4) {
    this.#width = width;
    this.#channels = channels;
    this.#above = new Uint32Array(width);
  }

  /** The filtered rows of a band, in memory that is used again for the next one. */
  encode({ words, y0, y1 }: PixelBand): Uint8Array {
    const width = this.#width;
    const channels = this.#channels;
    const length = width * channels + 1;
    const size = (y1 - y0) * length;
    if (this.#lines.length < size) this.#lines = new Uint8Array(size);
    else this.#lines.fill(0);
    const lines = this.#lines;
    const bytes = Buffer.from(words.buffer);
    const above = Buffer.from(this.#above.buffer);
    for (let y = 0; y < y1 - y0; y++) {
      const row = 4 * y * width;
      const isSame =
        y > 0
          ? bytes.compare(bytes, row - 4 * width, row, row, row + 4 * width) === 0
          : above.compare(bytes, 0, 4 * width) === 0;
      let at = y * length;
      lines[at] = isSame ? UP : SUB;
      if (isSame) continue;
      let last = 0;
      for (let i = y * width; i < (y + 1) * width; i++) {
        const color = words[i];
        if (color === last) {
          at += channels; // differences are zeros already
          continue;
        }
        lines[at + 1] = color - last;
        lines[at + 2] = (color >>> 8) - (last >>> 8);
        lines[at + 3] = (color >>> 16) - (last >>> 16);
        if (channels === 4) lines[at + 4] = (color >>> 24) - (last >>> 24);
        at += channels;
        last = color;
      }
    }
    this.#above.set(words.subarray((y1 - y0 - 1) * width, (y1 - y0) * width));
    return lines.subarray(0, size);
  }
}
