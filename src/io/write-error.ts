import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { FileError, MintsarError, RunError } from '../core/errors.ts';
import { isFolder, makeFolders } from './make-folders.ts';

/**
 * What no other file name would help against: a full disk or quota, a limit of file sizes, too many open files, a disk that fails.
 * @returns undefined for every other error
 */
export function machineError(cause: unknown, path?: string): RunError | undefined {
  const { code } = cause as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new RunError(
        `${code === 'EDQUOT' ? 'Your quota of disk space is used up' : 'The disk is full'}${path === undefined ? '' : `: ${path} could not be written`}.`,
        'Nothing that stood there was touched. Free some space and run the same command again.',
        { cause },
      );
    case 'EFBIG':
      return new RunError(
        `${path === undefined ? 'A file' : path} could not be written: it is larger than files may be here.`,
        'Nothing that stood there was touched. Raise the limit (ulimit -f unlimited) or take another disk, and run the same command again.',
        { cause },
      );
    case 'EMFILE':
    case 'ENFILE':
      return new RunError(
        `${path === undefined ? 'A file' : path} cannot be opened: too many files are open.`,
        'Raise the limit (ulimit -n 1024) and run the same command again.',
        { cause },
      );
    case 'EIO':
    case 'ESTALE':
    case 'ETIMEDOUT':
      return new RunError(
        `The disk${path === undefined ? '' : ` of ${path}`} fails (${code}).`,
        'Check the disk or the network, and run the same command again.',
        { cause },
      );
    default:
      return undefined;
  }
}

/** What the system says when a file cannot be written, as one sentence and a remedy. */
export function writeError(path: string, cause: unknown): MintsarError {
  if (cause instanceof MintsarError) return cause;
  const code = (cause as NodeJS.ErrnoException).code;
  const folder = dirname(resolve(path));
  const ofMachine = machineError(cause, path);
  if (ofMachine !== undefined) return ofMachine;
  if (isFolder(path)) return folderInTheWay(path);
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return new FileError(
      `${path} cannot be written: ${folder} is no folder.`,
      `Write ${basename(path)} into a folder.`,
      { cause },
    );
  }
  if (code === 'ENOENT' && !existsSync(folder)) {
    return new FileError(
      `The folder ${folder} does not exist.`,
      `Make it, or write ${basename(path)} elsewhere.`,
      { cause },
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new FileError(
      `${path} cannot be written: no permission for ${folder}.`,
      'Run in a folder of your own, or change its permissions.',
      { cause },
    );
  }
  return new FileError(
    `${path} cannot be written (${code ?? String(cause)}).`,
    'Choose another name or folder for the output.',
    { cause },
  );
}

export function folderInTheWay(path: string): FileError {
  return new FileError(`${path} cannot be written: it is a folder.`, 'Give the name of a file.');
}

/** Make a folder and those above it. @throws {FileError} when a file is in the way or permission is missing */
export function makeFolder(path: string): void {
  try {
    makeFolders(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new FileError(
      code === 'EEXIST' || code === 'ENOTDIR'
        ? `The folder ${path} cannot be made: a file is in the way.`
        : `The folder ${path} cannot be made (${code}).`,
      'Choose another folder for the output.',
      { cause },
    );
  }
}
