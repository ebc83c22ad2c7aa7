import {
  closeSync,
  existsSync,
  fstatSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FileError, LockedError } from '../../core/errors.ts';
import { writeError } from '../write-error.ts';
import { type Holder, ownerOf, ownToken, stateOf, TOKEN, thisProcess } from './holder.ts';

/**
 * A lock that processes of one or several hosts respect: a small file that names who holds it. It comes into being whole
 * and for one process alone (a hard link, which network file systems make in one go, or an exclusive creation where
 * there are no links). A lock whose process is gone is taken over.
 */
export class Lock {
  /** undefined where no file could be made: what is locked cannot be written either */
  private readonly path: string | undefined;
  private readonly id: string;

  constructor(path: string | undefined, id: string) {
    this.path = path;
    this.id = id;
    if (path === undefined) return;
    if (held.size === 0) process.on('exit', releaseAll);
    held.add(this);
  }

  release(): void {
    if (this.path === undefined || !held.delete(this)) return;
    if (held.size === 0) process.off('exit', releaseAll);
    if (readHolder(this.path)?.id === this.id) rmSync(this.path, { force: true });
  }
}

const held = new Set<Lock>();

function releaseAll(): void {
  for (const lock of held) {
    try {
      lock.release();
    } catch {
      // the next process sees that this one is gone
    }
  }
}

/** How long to wait for a lock, and what to say meanwhile. */
export interface Patience {
  readonly milliseconds: number;
  /** called once, when there is something to wait for */
  readonly onWait?: (holder: Holder) => void;
  readonly signal?: { readonly aborted: boolean };
}

const RETRY_MS = 100;

/** @returns the lock, or who holds it when the time is over */
export async function takeLock(path: string, patience: Patience): Promise<Lock | Holder> {
  const until = Date.now() + patience.milliseconds;
  let said = false;
  let isStopped = false;
  const stop = () => {
    isStopped = true;
  };
  // A program that handles these signals itself has no chance to while it waits here; any other is ended by them.
  const signals = (['SIGINT', 'SIGTERM'] as const).filter((signal) => process.listenerCount(signal) > 0);
  try {
    for (let attempt = 0; ; attempt++) {
      const found = tryLock(path);
      if (found instanceof Lock) return found;
      // One who is gone is being replaced by a third process at this moment: it will be told.
      const isSettled = attempt >= 5 || stateOf(found) !== 'gone';
      if (isStopped || (isSettled && (Date.now() >= until || patience.signal?.aborted))) return found;
      if (isSettled && !said) {
        patience.onWait?.(found);
        for (const signal of signals) process.once(signal, stop);
        said = true;
      }
      await sleep(RETRY_MS);
    }
  } finally {
    for (const signal of signals) process.removeListener(signal, stop);
  }
}

/** Take a lock if it is free or its process is gone. @returns the lock, or who holds it */
export function tryLock(path: string): Lock | Holder {
  const own = thisProcess();
  for (;;) {
    const placed = place(path, own);
    if (placed !== false) return new Lock(placed === 'impossible' ? undefined : path, own.id);
    const holder = readHolder(path);
    if (holder === undefined) continue; // released at this moment
    if (stateOf(holder) !== 'gone') return holder;
    // Of all who find it so, one may put its own lock in place of the old one.
    const right = tryLock(`${path}.takeover`);
    if (!(right instanceof Lock)) return holder;
    try {
      if (readHolder(path)?.id !== holder.id) continue;
      const beside = besideName(path);
      writeHolder(beside, own);
      renameSync(beside, path);
      return new Lock(path, own.id);
    } finally {
      right.release();
    }
  }
}

/** @returns whether the lock is ours now; `impossible` where the folder cannot be written */
function place(path: string, own: Holder): boolean | 'impossible' {
  const beside = besideName(path);
  try {
    writeHolder(beside, own);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS'].includes(code ?? '')) return 'impossible';
    throw writeError(path, cause);
  }
  try {
    linkSync(beside, path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return linkCount(beside) === 2; // an answer that was lost on its way
    return placeWithoutLinks(path, own);
  } finally {
    rmSync(beside, { force: true });
  }
}

function placeWithoutLinks(path: string, own: Holder): boolean {
  try {
    writeHolder(path, own);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw writeError(path, cause);
  }
}

function besideName(path: string): string {
  return `${path}.${ownToken()}.tmp`;
}

function writeHolder(path: string, holder: Holder): void {
  const fd = openSync(path, 'wx');
  try {
    writeSync(fd, `${JSON.stringify(holder, null, 1)}\n`);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(fd);
  }
}

function linkCount(path: string): number {
  const fd = openSync(path, 'r');
  try {
    return fstatSync(fd).nlink;
  } finally {
    closeSync(fd);
  }
}

const HALF_WRITTEN_MS = 10_000;

/** @returns undefined when there is no lock */
export function readHolder(path: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'EISDIR')
      throw new FileError(
        `${path} is a folder; a file of this name marks what is in use.`,
        'Remove the folder.',
      );
    return { ...thisProcess(), id: '', host: 'a host', command: 'a process of another user' };
  }
  try {
    return JSON.parse(text) as Holder;
  } catch {
    // Being written, where there are no links; later it is what a process left that died in between.
    const isYoung = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < HALF_WRITTEN_MS;
    return {
      ...thisProcess(),
      id: text,
      pid: isYoung ? process.pid : -1,
      command: 'a process that is just starting',
    };
  }
}

/** Take away locks, and files that were about to be put in place, of processes that are gone. */
export function clearDeadLocks(folder: string): void {
  const temporary = new RegExp(`\\.(${TOKEN.source})\\.tmp$`);
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const path = join(folder, name);
    const token = temporary.exec(name)?.[1];
    if (token !== undefined && ownerOf(token) === 'gone') rmSync(path, { force: true });
    if (!/^\..*\.lock(\.takeover)*$|^lock(\.takeover)+$/.test(name)) continue;
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) continue;
    const lock = tryLock(path);
    if (lock instanceof Lock) lock.release();
  }
}

/** Who is at work, for people. */
export function holderText({ command, pid, host, since }: Holder): string {
  return `${command} (process ${pid} on ${host}, since ${since.slice(0, 19).replace('T', ' ')} UTC)`;
}

/** Refusal of what another process has under its hands. @param wait what to do when the other one still runs */
export function lockedError(what: string, holder: Holder, lock: string, wait: string): LockedError {
  const remedy =
    stateOf(holder) === 'elsewhere'
      ? `It cannot be seen from here whether that process still runs. If it does not, remove ${lock} and run again.`
      : wait;
  return new LockedError(`${what} is in use: ${holderText(holder)}.`, remedy);
}
