import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { FileError, type MintsarError, NotFoundError } from '../../core/errors.ts';
import { machineError } from '../write-error.ts';
import { assertInside, type ByteRange, type ByteSource } from './byte-source.ts';

/** Bytes asked of the system at once: its calls take no more than 2 GiB. */
const MAX_READ = 1 << 30;
/** Opening a pipe that nobody writes to would wait for ever. */
const READ_AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * A file on this machine: every read is one positioned call of the system, straight into the memory where the bytes are wanted,
 * so that any number of threads may read it at full speed.
 */
export class LocalFile implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly traffic = { requests: 0, bytes: 0 };
  /** for positioned reads elsewhere */
  readonly fd: number;

  /** @throws {FileError} when it is not there, is no regular file or may not be read */
  constructor(path: string) {
    this.name = path;
    try {
      this.fd = openSync(path, READ_AT_ONCE);
    } catch (cause) {
      throw openError(path, cause);
    }
    const status = fstatSync(this.fd);
    if (!status.isFile()) {
      closeSync(this.fd);
      throw status.isDirectory()
        ? new FileError(`${path} is a folder.`, 'Give the name of a file in it.')
        : new FileError(
            `${path} is a ${status.isFIFO() ? 'pipe' : 'device'}: it cannot be read from any place in it.`,
            'Write its bytes to a file first.',
          );
    }
    this.size = status.size;
  }

  read(address: number, size: number): Uint8Array {
    assertInside(this, address, size);
    // Memory that is not cleared first: every byte of it is read.
    const out = new Uint8Array(Buffer.allocUnsafeSlow(size).buffer);
    this.readInto(out, address);
    return out;
  }

  readInto(out: Uint8Array, address: number): void {
    let done = 0;
    while (done < out.byteLength) {
      const n = readSync(this.fd, out, done, Math.min(out.byteLength - done, MAX_READ), address + done);
      if (n === 0) assertInside(this, address, Math.max(out.byteLength, this.size - address + 1));
      done += n;
    }
  }

  async load(ranges: readonly ByteRange[]): Promise<Uint8Array[]> {
    return ranges.map(({ start, end }) => this.read(start, end - start));
  }

  async fetch(): Promise<void> {}

  require(): void {}

  hold(): () => void {
    return () => {};
  }

  beside(name: string): ByteSource {
    return new LocalFile(isAbsolute(name) ? name : join(dirname(this.name), name));
  }

  close(): void {
    closeSync(this.fd);
  }
}

function openError(path: string, cause: unknown): MintsarError {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT')
    return new NotFoundError(`${path} does not exist.`, 'Check the name and the folder.', { cause });
  if (code === 'EACCES')
    return new FileError(`${path} cannot be read: permission denied.`, 'Ask its owner, or copy it.', {
      cause,
    });
  return (
    machineError(cause, path) ??
    new FileError(`${path} cannot be opened (${code}).`, 'Check the name and the folder.', { cause })
  );
}
