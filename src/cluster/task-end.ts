import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { type Reason, reasonOf } from './reasons.ts';

/** How a task that left no marker has ended, as far as it can be told. */
export interface TaskEnd {
  readonly reason: Reason;
  readonly log: string;
  /** what its log says in the end; empty when it says nothing */
  readonly said: string;
}

const TAIL_BYTES = 8192;

/** @param word of the scheduler, for want of better */
export function taskEnd(folder: string, list: string, task: number, word: string | undefined): TaskEnd {
  const log = join(folder, `${list}.${task}.log`);
  const tail = endOf(log);
  const lines = tail.split('\n').filter((line) => line.trim() !== '');
  const reason = reasonOf(word === undefined ? [tail] : [word, tail], exitCode(folder, list, task));
  const error = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? word ?? '';
  return { reason, log, said: error.trim().slice(0, 300) };
}

/** What the script has noted when its tile ended; undefined when it did not live to do so. */
function exitCode(folder: string, list: string, task: number): number | undefined {
  const path = join(folder, `${list}.${task}.end`);
  try {
    return existsSync(path) ? Number.parseInt(readFileSync(path, 'utf8'), 10) : undefined;
  } catch {
    return undefined;
  }
}

function endOf(path: string): string {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    const { size } = fstatSync(fd);
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const read = readSync(fd, bytes, 0, bytes.length, size - bytes.length);
    return bytes.subarray(0, read).toString();
  } catch {
    return ''; // none, or not to be read: kept by the scheduler elsewhere
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
