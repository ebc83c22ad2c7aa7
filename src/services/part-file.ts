import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { writeError } from '../io/write-error.ts';

/** What a server says that tells one version of a file from another. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

/**
 * A file while it is being fetched: `.NAME.HOST-PID.part`, with a note of what it is a part of. Another run of this
 * machine goes on with what a killed one left; two runs at once have a part each, and both end with a whole file.
 */
export class PartFile {
  private readonly path: string;
  private readonly part: string;
  private readonly url: string;

  constructor(path: string, url: string) {
    this.path = path;
    this.url = url;
    const folder = dirname(path);
    this.part = join(folder, `.${basename(path)}.${hostname()}-${process.pid}.part`);
    try {
      mkdirSync(folder, { recursive: true });
      if (!existsSync(this.part)) this.adopt(folder);
    } catch (cause) {
      throw writeError(path, cause);
    }
  }

  /** Bytes that are there, and what they are a part of; undefined when the next request has to begin at 0. */
  progress(): { readonly bytes: number; readonly validators: Validators } | undefined {
    if (!existsSync(this.part) || !existsSync(`${this.part}.json`)) return undefined;
    try {
      const note = JSON.parse(readFileSync(`${this.part}.json`, 'utf8'));
      const { etag, lastModified } = note;
      const bytes = statSync(this.part).size;
      const isKnown = typeof etag === 'string' || typeof lastModified === 'string';
      return note.url === this.url && isKnown && bytes > 0
        ? { bytes, validators: { etag, lastModified } }
        : undefined;
    } catch {
      return undefined;
    }
  }

  /** Take bytes as they come, behind the first `from`. */
  async append(from: number, validators: Validators, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    let size = from;
    try {
      writeFileSync(`${this.part}.json`, JSON.stringify({ url: this.url, ...validators }));
    } catch (cause) {
      throw writeError(this.path, cause);
    }
    const fd = openSync(this.part, from === 0 ? 'w' : 'r+');
    try {
      ftruncateSync(fd, from);
      for await (const chunk of chunks) {
        try {
          writeSync(fd, chunk, 0, chunk.length, size);
        } catch (cause) {
          throw writeError(this.path, cause);
        }
        size += chunk.length;
      }
      fsyncSync(fd);
      return size;
    } finally {
      closeSync(fd);
    }
  }

  /** Path of the bytes, to look at them before they count. */
  get content(): string {
    return this.part;
  }

  /** Put the file in its place. */
  finish(): void {
    try {
      renameSync(this.part, this.path);
      rmSync(`${this.part}.json`, { force: true });
    } catch (cause) {
      throw writeError(this.path, cause);
    }
  }

  /** Begin anew the next time. */
  discard(): void {
    for (const file of [this.part, `${this.part}.json`]) rmSync(file, { force: true });
  }

  private adopt(folder: string): void {
    const [before, behind] = [`.${basename(this.path)}.${hostname()}-`, '.part'];
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(before) || !name.endsWith(behind)) continue;
      const pid = Number(name.slice(before.length, -behind.length));
      if (!Number.isInteger(pid) || isRunning(pid)) continue;
      renameSync(join(folder, name), this.part);
      if (existsSync(join(folder, `${name}.json`)))
        renameSync(join(folder, `${name}.json`), `${this.part}.json`);
      return;
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
