import { closeSync, fdatasync, fdatasyncSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** `MINTSAR_SYNC=no`: leave it to the system when data reach the disk. Faster, and unsafe when power fails. */
function isOn(): boolean {
  return process.env['MINTSAR_SYNC'] !== 'no';
}

/** By file descriptor: how to have what was written to it so far go to the disk. */
const flushes = new Map<number, () => void>();

/**
 * Wait until all that was written to an open file is on the disk, whichever thread wrote it. Files that will be complete
 * soon after go there at the same time: they have less to wait for then.
 */
export function syncData(fd: number): void {
  if (!isOn()) return;
  for (const [other, flush] of flushes) if (other !== fd) flush();
  fdatasyncSync(fd);
}

const FLUSH_MS = 200;

/**
 * Let what is written to an open file go to the disk while the work goes on: then little is left to wait for in the end.
 * @returns how to stop, before the file is closed
 */
export function keepFlushing(fd: number): () => void {
  if (!isOn()) return () => {};
  let isBusy = false;
  const flush = () => {
    if (isBusy) return;
    isBusy = true;
    fdatasync(fd, () => {
      isBusy = false; // a failure shows when the last data are synced
    });
  };
  flushes.set(fd, flush);
  const timer = setInterval(flush, FLUSH_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    flushes.delete(fd);
  };
}

/** Wait until the name of a file is on the disk as well: a rename lives in the folder. */
export function syncName(path: string): void {
  if (!isOn()) return;
  let fd: number | undefined;
  try {
    fd = openSync(dirname(path), 'r');
    fsyncSync(fd);
  } catch {
    // not every system opens folders, not every file system syncs them: the data are safe under one name or the other
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
