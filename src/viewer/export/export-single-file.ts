import { readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Context } from '../../core/context.ts';
import { OptionError } from '../../core/errors.ts';
import { writeWhole } from '../../io/whole-file.ts';
import { type OpenedFile, titleOf, withoutStores } from '../server/opened-files.ts';
import { readPage } from '../server/page-file.ts';
import { packedPage } from './packed-page.ts';

/** Bytes of the files that one page holds: browsers take all of it into memory. */
const MOST_BYTES = 100e6;
const BODY_END = '</body>';

/**
 * Write the viewer and its files as one HTML file, which opens anywhere without a server and still takes other references and
 * fits: the files are in it as they are, compressed.
 *
 * @param page the page, other than the one of this installation
 * @throws {OptionError} when the files are too large for that
 */
export function exportSingleFile(
  files: readonly OpenedFile[],
  out: string,
  context: Context,
  page = readPage(),
): void {
  const own = withoutStores(files);
  const size = own.reduce((sum, { path }) => sum + statSync(path).size, 0);
  if (size > MOST_BYTES)
    throw new OptionError(
      `The ${own.length} files have ${Math.ceil(size / 1e6)} MB, more than the ${MOST_BYTES / 1e6} MB that one page can hold.`,
      'Name fewer files, cut them with subset or multilook, or write a folder with --export.',
    );
  const parts = own.map(({ name, path }) => {
    const packed = gzipSync(readFileSync(path), { level: 6 }).toString('base64');
    return `<script type="application/gzip" class="mintsar-file" data-name="${escaped(name)}">${packed}</script>\n`;
  });
  const title = `<title>${escaped(titleOf(own))}</title>`;
  const titled = packedPage(page.html).replace(/<title>.*?<\/title>/, () => title);
  const end = titled.lastIndexOf(BODY_END);
  const film = `<script type="text/plain" id="film-part">${page.film}</script>\n`;
  const whole = titled.slice(0, end) + film + parts.join('') + titled.slice(end);
  writeWhole(out, whole);
  context.log.info(`wrote ${out}: ${(whole.length / 1e6).toFixed(1)} MB; it opens in any browser`);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
