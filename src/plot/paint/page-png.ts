import type { DisplayList } from './display-list.ts';
import type { PixelBand } from './pixel-band.ts';
import { PngFile, type PngWords } from './png.ts';

/** Filters of a row (PNG, ISO/IEC 15948, 9.2): differences to the pixel on the left, or above. */
const SUB = 1;
const UP = 2;

/**
 * A page as a PNG. What rows repeat of the one above, as those of enlarged pixels do, becomes zeros.
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
  readonly #above: Int32Array;
  #lines = new Uint8Array(0);

  constructor(width: number, channels: 3 | 4) {
    this.#width = width;
    this.#channels = channels;
    this.#above = new Int32Array(width);
  }

  /** The filtered rows of a band, in memory that is used again for the next one. */
  encode({ words, y0, y1 }: PixelBand): Uint8Array {
    const width = this.#width;
    const length = width * this.#channels + 1;
    const size = (y1 - y0) * length;
    if (this.#lines.length < size) this.#lines = new Uint8Array(size);
    else this.#lines.fill(0);
    const bytes = Buffer.from(words.buffer);
    const above = Buffer.from(this.#above.buffer);
    for (let y = 0; y < y1 - y0; y++) {
      const row = 4 * y * width;
      const isSame =
        y > 0
          ? bytes.compare(bytes, row - 4 * width, row, row, row + 4 * width) === 0
          : above.compare(bytes, 0, 4 * width) === 0;
      if (isSame) this.#lines[y * length] = UP;
      else if (y > 0) this.#encodeRow(words, y * width, words, (y - 1) * width, y * length);
      else this.#encodeRow(words, 0, this.#above, 0, 0);
    }
    this.#above.set(words.subarray((y1 - y0 - 1) * width, (y1 - y0) * width));
    return this.#lines.subarray(0, size);
  }

  /**
   * The row that begins at `row`, over zeros, by the filter that leaves most of them: differences to the row above where little
   * has changed, as in rows of enlarged pixels beside a colour bar, else to the pixel on the left.
   */
  #encodeRow(words: Int32Array, row: number, above: Int32Array, rowAbove: number, at: number): void {
    const width = this.#width;
    let first = 0;
    while (first < width && words[row + first] === above[rowAbove + first]) first++;
    let last = width - 1;
    while (last > first && words[row + last] === above[rowAbove + last]) last--;
    const isAlike = 2 * (last - first) < width;
    const lines = this.#lines;
    const channels = this.#channels;
    lines[at] = isAlike ? UP : SUB;
    const from = isAlike ? first : 0;
    const to = isAlike ? last + 1 : width;
    let before = 0; // on the left of the first pixel
    for (let x = from, place = at + 1 + from * channels; x < to; x++, place += channels) {
      const color = words[row + x];
      if (isAlike) before = above[rowAbove + x];
      if (color !== before) {
        lines[place] = color - before;
        lines[place + 1] = (color >>> 8) - (before >>> 8);
        lines[place + 2] = (color >>> 16) - (before >>> 16);
        if (channels === 4) lines[place + 3] = (color >>> 24) - (before >>> 24);
      }
      before = color;
    }
  }
}
