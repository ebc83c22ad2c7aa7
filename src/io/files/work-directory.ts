import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolders } from '../make-folders.ts';
import { writeError } from '../write-error.ts';
import { type Holder, stateOf, thisProcess } from './holder.ts';
import {
  clearDeadLocks,
  holderText,
  Lock,
  lockedError,
  type Patience,
  readHolder,
  takeLock,
} from './lock.ts';

/** File of a work directory that names the run that is at work in it. */
const LOCK = '.mintsar/lock';

export interface WorkDirectoryPatience {
  /** wait for a run that is at work there; else it is refused at once */
  readonly wait?: boolean;
  readonly onWait?: (message: string) => void;
  readonly signal?: Patience['signal'];
}

/**
 * Keep a work directory to one run.
 * @throws {LockedError} when another run is at work in it
 */
export async function inWorkDirectory<T>(
  folder: string,
  { wait = false, onWait, signal }: WorkDirectoryPatience,
  work: () => Promise<T>,
): Promise<T> {
  const path = join(folder, LOCK);
  try {
    makeFolders(dirname(path));
  } catch (cause) {
    throw writeError(path, cause);
  }
  const lock = await takeLock(path, {
    milliseconds: wait ? Number.POSITIVE_INFINITY : 0,
    onWait: (holder) => onWait?.(`${folder} is in use by ${holderText(holder)}: waiting until it has ended`),
    signal,
  });
  if (!(lock instanceof Lock)) {
    throw lockedError(
      folder,
      lock,
      path,
      'Wait until it has ended (--wait does), or work in another folder with --dir.',
    );
  }
  try {
    for (const place of [folder, ...foldersIn(folder)]) clearDeadLocks(place);
    return await work();
  } finally {
    lock.release();
  }
}

function foldersIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}

/** @throws {LockedError} when a run of another process is at work in the directory that a file belongs to */
export function refuseWhileAtWork(file: string): void {
  if (!existsSync(file)) return; // a new name is in nobody's way
  for (const folder of [dirname(file), dirname(dirname(file))]) {
    const path = join(folder, LOCK);
    const holder = readHolder(path);
    if (holder === undefined || isThisProcess(holder) || stateOf(holder) === 'gone') continue;
    throw lockedError(
      `${file} belongs to a work directory that`,
      holder,
      path,
      'Run the command again when that run has ended, or write to a new name with -o where the command has it.',
    );
  }
}

function isThisProcess({ host, pid, started }: Holder): boolean {
  const own = thisProcess();
  return host === own.host && pid === own.pid && started === own.started;
}
