import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { FileError } from '../../core/errors.ts';

/** Positioned reads from one open file. */
export class ByteSource {
  readonly path: string;
  readonly fd: number;
  readonly size: number;

  constructor(path: string) {
    this.path = path;
    try {
      this.fd = openSync(path, 'r');
    } catch (cause) {
      throw openError(path, cause);
    }
    const status = fstatSync(this.fd);
    if (status.isDirectory()) {
      closeSync(this.fd);
      throw new FileError(`${path} is a folder.`, 'Give the name of a file in it.');
    }
    this.size = status.size;
  }

  read(address: number, size: number): Buffer {
    if (!(address >= 0 && size >= 0 && address + size <= this.size)) {
      throw new FileError(
        `${this.path} is truncated: bytes ${address} to ${address + size} are needed and the file has ${this.size}.`,
        'The file was not written to the end; make it again with the command that wrote it.',
      );
    }
    const out = Buffer.allocUnsafe(size);
    this.readInto(out, address);
    return out;
  }

  readInto(out: Uint8Array, address: number): void {
    let done = 0;
    while (done < out.byteLength) {
      const n = readSync(this.fd, out, done, Math.min(out.byteLength - done, 1 << 30), address + done);
      if (n === 0) throw new FileError(`${this.path} ended early at byte ${address + done}.`);
      done += n;
    }
  }

  close(): void {
    closeSync(this.fd);
  }
}

function openError(path: string, cause: unknown): FileError {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT')
    return new FileError(`${path} does not exist.`, 'Check the name and the folder.', { cause });
  if (code === 'EACCES')
    return new FileError(`${path} cannot be read: permission denied.`, 'Ask its owner, or copy it.', {
      cause,
    });
  return new FileError(`${path} cannot be opened (${code}).`, 'Check the name and the folder.', { cause });
}
