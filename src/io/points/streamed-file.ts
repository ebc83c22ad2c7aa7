import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { keepFlushing, syncData, syncName } from '../files/durable.ts';
import { type Output, openOutput } from '../files/output.ts';
import { makeFolders } from '../make-folders.ts';
import { writeError } from '../write-error.ts';

/** A file that is written from its beginning to its end, beside its final name, and put in place when it is complete. */
export class StreamedFile {
  readonly path: string;
  /** bytes so far */
  size = 0;
  readonly #output: Output;
  readonly #fd: number;
  readonly #stopFlushing: () => void;
  #isOpen = true;
  #isHeld = true;

  private constructor(output: Output) {
    this.path = output.path;
    this.#output = output;
    this.#fd = openSync(output.partialPath, 'w');
    this.#stopFlushing = keepFlushing(this.#fd);
  }

  /** @throws {FileError} when it cannot be written  @throws {LockedError} when another process writes it */
  static async open(path: string): Promise<StreamedFile> {
    try {
      makeFolders(dirname(path));
    } catch (cause) {
      throw writeError(path, cause);
    }
    const output = await openOutput(path);
    try {
      return new StreamedFile(output);
    } catch (cause) {
      output.release();
      throw writeError(path, cause);
    }
  }

  append(bytes: Uint8Array): void {
    this.put(bytes, this.size);
    this.size += bytes.length;
  }

  /** Write over what is there: headers whose counts are known in the end. */
  put(bytes: Uint8Array, at: number): void {
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.#fd, bytes, done, bytes.length - done, at + done);
    } catch (cause) {
      throw writeError(this.path, cause);
    }
  }

  /** All bytes are on the disk; the name is still free. */
  complete(): void {
    if (!this.#isOpen) return;
    try {
      syncData(this.#fd);
    } catch (cause) {
      throw writeError(this.path, cause);
    }
    this.#close();
  }

  /** Put it in place. */
  commit(): void {
    this.complete();
    try {
      renameSync(this.#output.partialPath, this.#output.target);
    } catch (cause) {
      throw writeError(this.path, cause);
    }
    syncName(this.#output.target);
    this.#release();
  }

  abort(): void {
    if (!this.#isHeld) return;
    if (this.#isOpen) this.#close();
    rmSync(this.#output.partialPath, { force: true });
    this.#release();
  }

  #close(): void {
    this.#isOpen = false;
    this.#stopFlushing();
    closeSync(this.#fd);
  }

  #release(): void {
    this.#isHeld = false;
    this.#output.release();
  }
}
