import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { FileError } from '../../core/errors.ts';
import { folderInTheWay, writeError } from '../write-error.ts';
import { ownerOf, ownToken, TOKEN } from './holder.ts';
import { Lock, lockedError, type Patience, takeLock } from './lock.ts';
import { refuseWhileAtWork } from './work-directory.ts';

/**
 * Where the bytes of an output go: a file that is a symbolic link is written where it points, there or not yet.
 *
 * @throws {FileError} for folders, devices, pipes and sockets, which no product may replace, for links that lead nowhere, and
 *   for files that this user may not write, though a rename would replace them
 */
export function outputTarget(path: string): string {
  refuseSpecial(path, path);
  let target = path;
  for (let hops = 0; hops < 40; hops++) {
    if (!isLink(target)) {
      if (hops > 0) assertFolderOf(target, path);
      assertWritable(target, path);
      return target;
    }
    target = resolve(realpathSync(dirname(target)), readlinkSync(target));
    refuseSpecial(target, path);
  }
  throw new FileError(
    `${path} cannot be written: its symbolic links lead in a circle.`,
    'Remove the link, or give another name for the output.',
  );
}

function assertFolderOf(target: string, path: string): void {
  const folder = dirname(target);
  if (existsSync(folder)) return;
  throw new FileError(
    `${path} cannot be written: it is a link to ${target}, and the folder ${folder} does not exist.`,
    'Make that folder, or remove the link.',
  );
}

function assertWritable(target: string, path: string): void {
  if (statOf(target) === undefined) return;
  try {
    closeSync(openSync(target, 'r+'));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM') throw writeError(path, cause);
    throw new FileError(
      `${path} cannot be written: the file is protected from you.`,
      'Give another name for the output, or change the permissions of the file.',
      { cause },
    );
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    return false; // below a file: opening it will say so
  }
}

function refuseSpecial(target: string, path: string): void {
  const stat = statOf(target);
  if (stat === undefined || stat.isFile()) return;
  if (stat.isDirectory()) throw folderInTheWay(path);
  const kind = stat.isFIFO() ? 'pipe' : stat.isSocket() ? 'socket' : 'device';
  throw new FileError(
    `${path} cannot be written: it is a ${kind}, not a file.`,
    'Give the name of a file: products are written beside their final name and put in place when they are complete.',
  );
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A file being written or changed: the lock on it, and the names under which it is under construction. */
export interface Output {
  /** as it was named */
  readonly path: string;
  /** where its bytes are or will be, after symbolic links */
  readonly target: string;
  /** hidden file of this process beside it, and the notes on what of it is finished */
  readonly partialPath: string;
  readonly journal: string;
  /** of the lock, for work under it: see `HeldLocks` */
  readonly lockName: string;
  release(): void;
}

type Names = Pick<Output, 'partialPath' | 'journal'>;

const PATIENCE: Patience = { milliseconds: 60_000 };

/**
 * Names of locks that the caller of some work holds: the work passes them. Handed on explicitly, because what a language
 * does to know the flow of asynchronous work costs every command milliseconds.
 */
export type HeldLocks = ReadonlySet<string>;

/**
 * Take a file to write or change, and what a process that is gone left of the same work. Waits a minute for another
 * process that has it.
 *
 * @throws {LockedError} when another process has it  @throws {FileError} when it is no file
 */
export async function openOutput(path: string, held?: HeldLocks, patience = PATIENCE): Promise<Output> {
  const target = outputTarget(path);
  const lock = await lockFile(path, target, held, patience);
  const names = ownNames(target);
  try {
    claimUnfinished(target, names);
  } catch (error) {
    lock.release();
    throw error;
  }
  return { path, target, ...names, lockName: lockName(target), release: () => lock.release() };
}

/**
 * Keep files to this process while it reads them, decides and changes them: nobody else writes them in between.
 * @param work gets the context in which these files may be written
 * @throws {LockedError} when another process has one of them
 */
export async function whileLocked<C extends { readonly held?: HeldLocks }, T>(
  paths: readonly string[],
  context: C,
  work: (context: C) => Promise<T>,
): Promise<T> {
  const targets = [...new Set(paths.map((path) => outputTarget(path)))].sort(); // one order: nobody waits in a circle
  const locks: { release(): void }[] = [];
  try {
    for (const target of targets) locks.push(await lockFile(target, target, context.held));
    return await work({ ...context, held: new Set([...(context.held ?? []), ...targets.map(lockName)]) });
  } finally {
    for (const lock of locks) lock.release();
  }
}

async function lockFile(
  path: string,
  target: string,
  held: HeldLocks | undefined,
  patience = PATIENCE,
): Promise<Pick<Lock, 'release'>> {
  const name = lockName(target);
  if (held?.has(name)) return { release: () => {} };
  refuseWhileAtWork(target);
  const lock = await takeLock(name, patience);
  if (lock instanceof Lock) return lock;
  throw lockedError(path, lock, name, 'Run the command again when that one has ended.');
}

/** The same for all ways that lead to a file. */
function lockName(target: string): string {
  let folder = dirname(target);
  if (existsSync(folder)) folder = realpathSync(folder);
  return join(folder, `.${basename(target)}.lock`);
}

function ownNames(target: string): Names {
  const partialPath = join(dirname(target), `.${basename(target)}.${ownToken()}.partial`);
  return { partialPath, journal: `${partialPath}.rows` };
}

/**
 * Give what another process left under construction the names of this one: it holds the lock, so the other one has
 * ended. Of several the youngest is kept.
 */
function claimUnfinished(target: string, own: Names): void {
  const folder = dirname(target);
  const found = unfinished(folder, basename(target), 'partial');
  const time = (name: string) => statOf(join(folder, name))?.mtimeMs ?? 0;
  const tokens = [...new Set(found.map(({ token }) => token))];
  const latest = (token: string) =>
    Math.max(...found.filter((file) => file.token === token).map(({ name }) => time(name)));
  const [best] = tokens
    .filter(
      (token) => token === ownToken() || found.some((file) => file.token === token && file.rest === '.rows'),
    )
    .sort((a, b) => latest(b) - latest(a));
  for (const { name, token, rest } of found) {
    if (token === ownToken()) continue;
    if (token !== best) rmSync(join(folder, name), { force: true });
    else renameSync(join(folder, name), rest === '.rows' ? own.journal : own.partialPath);
  }
}

/** Take away what processes that are gone left of an output: nobody will go on with it. */
export function clearUnfinished(path: string): void {
  const target = outputTarget(path);
  for (const kind of ['partial', 'tmp']) {
    for (const { name } of unfinished(dirname(target), basename(target), kind))
      rmSync(join(dirname(target), name), { force: true });
  }
}

interface UnfinishedFile {
  readonly name: string;
  readonly token: string;
  readonly rest: string;
}

/** Files under construction for a product, but those of processes that run on this host. */
function unfinished(folder: string, product: string, kind: string): UnfinishedFile[] {
  if (!existsSync(folder)) return [];
  const start = `.${product}.`;
  const pattern = new RegExp(`^(?:(${TOKEN.source})\\.)?${kind}(\\.rows)?$`);
  return readdirSync(folder)
    .filter((name) => name.startsWith(start))
    .flatMap((name) => {
      const match = pattern.exec(name.slice(start.length));
      if (match === null) return [];
      const [, token = '', rest = ''] = match;
      return token !== '' && ownerOf(token) === 'running' ? [] : [{ name, token, rest }];
    });
}

/** Name under which this process writes a small file before it is put in place. */
export function temporaryName(target: string): string {
  clearDeadTemporaries(target);
  return join(dirname(target), `.${basename(target)}.${ownToken()}.tmp`);
}

function clearDeadTemporaries(target: string): void {
  for (const { name, token } of unfinished(dirname(target), basename(target), 'tmp')) {
    if (ownerOf(token) === 'gone') rmSync(join(dirname(target), name), { force: true });
  }
}
