import { once } from 'node:events';
import { closeSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** So many bytes of a file. */
export interface Extent {
  readonly file: string;
  readonly bytes: number;
}

const CHUNK = 8 << 20;

/**
 * Seconds to read these bytes once and to write so many new ones: what a step could not do without. Plain reads and
 * writes of 8 MB in one thread, from and to the page cache.
 */
export function readWriteSeconds(inputs: readonly Extent[], outputBytes: number, scratch: string): number {
  const buffer = new Uint8Array(CHUNK).fill(1);
  const started = process.hrtime.bigint();
  for (const { file, bytes } of inputs) {
    const fd = openSync(file, 'r');
    for (let at = 0; at < bytes; ) {
      const got = readSync(fd, buffer, 0, Math.min(CHUNK, bytes - at), at);
      if (got === 0) break;
      at += got;
    }
    closeSync(fd);
  }
  const fd = openSync(scratch, 'w');
  for (let at = 0; at < outputBytes; at += CHUNK)
    writeSync(fd, buffer, 0, Math.min(CHUNK, outputBytes - at), at);
  closeSync(fd);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  rmSync(scratch);
  return seconds;
}

/** Bring a file into the page cache, so that the first run is not the one that pays for the disk. */
export function warm(file: string): void {
  readWriteSeconds([{ file, bytes: statSync(file).size }], 0, `${file}.warm`);
}

const ROUNDS = 1e8;

/**
 * How many times faster `count` threads are than one at this very moment, for a loop that touches no memory: no step
 * can gain more. Below `count` where the machine is busy with something else, or its cores share their units.
 */
export async function threadsPossible(count: number): Promise<number> {
  const workers = Array.from({ length: count }, () => new Worker(new URL('./spin.mjs', import.meta.url)));
  const spin = async (some: readonly Worker[], rounds: number): Promise<number> => {
    const started = process.hrtime.bigint();
    const replies = some.map((worker) => once(worker, 'message'));
    for (const worker of some) worker.postMessage(rounds);
    await Promise.all(replies);
    return Number(process.hrtime.bigint() - started) / 1e9;
  };
  try {
    await spin(workers, 1e7); // compiled by now
    return (count * (await spin(workers.slice(0, 1), ROUNDS))) / (await spin(workers, ROUNDS));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
