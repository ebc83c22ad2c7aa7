import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FileError } from '../../core/errors.ts';
import { makeFolders } from '../make-folders.ts';

export interface UnpackLimits {
  /** of all files together */
  readonly maxBytes: number;
  readonly maxFiles: number;
}

/** What is read of an archive. */
export interface ArchiveSource {
  readonly path: string;
  /** bytes */
  readonly size: number;
  readonly progress?: (done: number, total: number) => void;
}

/** Takes the entries of an archive that is not trusted, and writes them into a folder of their own. */
export class ArchiveWriter {
  private readonly path: string;
  private readonly folder: string;
  private readonly limits: UnpackLimits;
  private readonly names = new Set<string>();
  private bytes = 0;

  constructor(path: string, folder: string, limits: UnpackLimits) {
    this.path = path;
    this.folder = folder;
    this.limits = limits;
  }

  /** @throws {FileError} when the name leads out of the folder, or is there twice */
  addFolder(name: string): void {
    makeFolders(join(this.folder, this.checked(name)));
  }

  /** Write a file. @throws {FileError} when its name cannot be used, or limits are passed */
  async addFile(name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    const inside = this.checked(name);
    const target = join(this.folder, inside);
    // Names that differ by case alone are one file on some disks.
    const key = inside.toLowerCase();
    if (this.names.has(key) || existsSync(target)) throw this.refuse(name, 'is there twice');
    this.names.add(key);
    if (this.names.size > this.limits.maxFiles)
      throw new FileError(
        `${this.path} holds more than ${this.limits.maxFiles} files.`,
        'Unpack it by hand if that is right.',
      );
    makeFolders(dirname(target));
    const fd = openSync(target, 'wx');
    try {
      for await (const chunk of content) {
        this.bytes += chunk.length;
        if (this.bytes > this.limits.maxBytes)
          throw new FileError(
            `${this.path} becomes more than ${this.limits.maxBytes} bytes (at ${name}).`,
            'Unpack it by hand if that is right.',
          );
        for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at);
      }
    } finally {
      closeSync(fd);
    }
  }

  /** An entry that is neither file nor folder. */
  refuse(name: string, what: string): FileError {
    return new FileError(
      `${this.path}: the entry ${JSON.stringify(name)} ${what}: nothing of it was unpacked.`,
      'Do not trust this archive; unpack it by hand if you know better.',
    );
  }

  private checked(name: string): string {
    const parts = name.split('/').filter((part) => part !== '' && part !== '.');
    const isBad =
      name.startsWith('/') ||
      /^[A-Za-z]:/.test(name) ||
      /[\\\0]/.test(name) ||
      parts.length === 0 ||
      parts.some((part) => part === '..' || Buffer.byteLength(part) > 255);
    if (isBad && !/^(?:\.?\/)*$/.test(name))
      throw this.refuse(name, 'leads out of the folder, or is no name');
    return parts.join('/');
  }
}
