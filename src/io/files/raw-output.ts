import { closeSync, ftruncateSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BlockSink } from '../../core/block-io.ts';
import { typeSize } from '../hdf5/datatype.ts';
import type { H5Type } from '../hdf5/types.ts';
import { makeFolder, writeError } from '../write-error.ts';
import { keepFlushing, syncData, syncName } from './durable.ts';
import { openOutput } from './output.ts';

/** A file of any format under construction: bytes by their place. */
export interface RawOutput {
  /** The hidden file that holds the bytes until all are there. */
  readonly partialPath: string;
  write(bytes: Uint8Array, at: number): void;
  /** Rasters that lie row by row from `address` on, for threads that write by themselves. */
  sink(address: number, type: H5Type, planes?: number): BlockSink;
}

/**
 * Make a file that `fill` writes: beside its final name, put in place when it is complete. When anything fails, what stood
 * there before stays and nothing half-written is left.
 * @param size bytes where they are known, so that the disk is asked for them at once; 0: the file grows
 */
export async function makeRawFile(
  path: string,
  size: number,
  fill: (output: RawOutput) => Promise<void>,
): Promise<void> {
  makeFolder(dirname(path));
  const { partialPath, target, release } = await openOutput(path);
  let fd: number | undefined;
  let stopFlushing = () => {};
  try {
    const descriptor = openSync(partialPath, 'w+');
    fd = descriptor;
    stopFlushing = keepFlushing(descriptor);
    ftruncateSync(descriptor, size);
    await fill({
      partialPath,
      write: (bytes, at) => writeAll(descriptor, bytes, at),
      sink: (address, type, planes = 1) => ({
        path: partialPath,
        address,
        type,
        bytesPerValue: typeSize(type),
        planes,
      }),
    });
    stopFlushing();
    syncData(descriptor);
    closeSync(descriptor);
    fd = undefined;
    renameSync(partialPath, target);
    syncName(target);
  } catch (cause) {
    stopFlushing();
    if (fd !== undefined) closeSync(fd);
    rmSync(partialPath, { force: true });
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
    throw writeError(path, cause);
  } finally {
    release();
  }
}

function writeAll(fd: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(fd, bytes, done, Math.min(bytes.length - done, 1 << 30), at + done);
}
