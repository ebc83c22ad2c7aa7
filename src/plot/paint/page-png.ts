import type { DisplayList } from './display-list.ts';
import { PngFile, type PngWords } from './png.ts';

/**
 * A page as a PNG.
 * @param isOpaque nothing of the page is transparent
 */
export async function pagePng(page: DisplayList, isOpaque: boolean, words: PngWords): Promise<Buffer> {
  const { crc32, createDeflate } = process.getBuiltinModule('node:zlib');
  const { width, height } = page;
  const channels = isOpaque ? 3 : 4;
  const file = new PngFile(crc32, width, height, { channels }, words);
  const packer = createDeflate({ level: 2, memLevel: 9, chunkSize: 1 << 18 });
  const packed = (async () => {
    for await (const part of packer) file.add('IDAT', part as Uint8Array);
  })();
  for (const band of page.bands()) {
    const lines = band.filtered(channels);
    await new Promise<void>((resolve, reject) =>
      packer.write(lines, (error) => (error ? reject(error) : resolve())),
    );
  }
  packer.end();
  await packed;
  return Buffer.from(file.finish().buffer);
}
