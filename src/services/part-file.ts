import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { syncData, syncName } from '../io/files/durable.ts';
import type { Output } from '../io/files/output.ts';
import { writeError } from '../io/write-error.ts';

/** What a server says that tells one version of a file from another. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

/**
 * A file while it is being fetched, with a note of what it is a part of. Whoever takes the output next goes on with what
 * a killed run left.
 */
export class PartFile {
  private readonly output: Output;
  private readonly url: string;

  constructor(output: Output, url: string) {
    this.output = output;
    this.url = url;
  }

  /** Path of the bytes, to look at them before they count. */
  get content(): string {
    return this.output.partialPath;
  }

  /** Bytes that are there, and what they are a part of; undefined when the next request has to begin at 0. */
  progress(): { readonly bytes: number; readonly validators: Validators } | undefined {
    const { partialPath, journal } = this.output;
    if (!existsSync(partialPath) || !existsSync(journal)) return undefined;
    try {
      const { url, etag, lastModified } = JSON.parse(readFileSync(journal, 'utf8'));
      const bytes = statSync(partialPath).size;
      const isKnown = typeof etag === 'string' || typeof lastModified === 'string';
      return url === this.url && isKnown && bytes > 0
        ? { bytes, validators: { etag, lastModified } }
        : undefined;
    } catch {
      return undefined; // half a note: begin anew
    }
  }

  /** Take bytes as they come, behind the first `from`. @returns how many there are then */
  async append(from: number, validators: Validators, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    const { partialPath, journal } = this.output;
    const fd = this.writing(() => {
      writeFileSync(journal, JSON.stringify({ url: this.url, ...validators }));
      return openSync(partialPath, from === 0 ? 'w' : 'r+');
    });
    try {
      let size = from;
      this.writing(() => ftruncateSync(fd, from));
      for await (const chunk of chunks) {
        this.writing(() => writeSync(fd, chunk, 0, chunk.length, size));
        size += chunk.length;
      }
      this.writing(() => syncData(fd));
      return size;
    } finally {
      closeSync(fd);
    }
  }

  /** Put the file in its place. */
  finish(): void {
    const { partialPath, target, journal } = this.output;
    this.writing(() => renameSync(partialPath, target));
    syncName(target);
    rmSync(journal, { force: true });
  }

  /** Begin anew the next time. */
  discard(): void {
    for (const file of [this.output.partialPath, this.output.journal]) rmSync(file, { force: true });
  }

  private writing<T>(write: () => T): T {
    try {
      return write();
    } catch (cause) {
      throw writeError(this.output.path, cause);
    }
  }
}
