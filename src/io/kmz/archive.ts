import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { UnsupportedError } from '../../core/errors.ts';

/** Entries that a zip file of the classic form counts. */
const MAX_ENTRIES = 65_535;

/**
 * A KMZ file under construction: entries are packed as they come, so that only what is packed stays in memory. The KML
 * that viewers open must come first. Equal input gives equal bytes.
 */
export class KmzArchive {
  private readonly parts: Uint8Array[] = [];
  private failure: Error | undefined;
  private entries = 0;
  // The callback has all it needs when `add` and `finish` return: nothing here is asynchronous.
  private readonly zip = new Zip((error, part) => {
    if (error) this.failure ??= error;
    else this.parts.push(part);
  });

  /**
   * @param content text, which is compressed, or a picture, which is compressed already
   * @throws {UnsupportedError} when there are more files than a zip file can name
   */
  add(name: string, content: string | Uint8Array): void {
    this.entries++;
    if (this.entries > MAX_ENTRIES) {
      throw new UnsupportedError(
        `A KMZ file holds ${MAX_ENTRIES} pictures and texts at most.`,
        'Write a part of the area, or fewer points.',
      );
    }
    const isText = typeof content === 'string';
    const entry = isText ? new ZipDeflate(name, { level: 6 }) : new ZipPassThrough(name);
    entry.mtime = new Date(1980, 0, 1); // the format has no time zone and starts then
    this.zip.add(entry);
    entry.push(isText ? strToU8(content) : content, true);
    if (this.failure) throw this.failure;
  }

  /** @returns the bytes of the file */
  finish(): Uint8Array {
    this.zip.end();
    if (this.failure) throw this.failure;
    const out = new Uint8Array(this.parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
}
