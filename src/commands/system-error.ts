import { FileError, type MintsarError, RunError } from '../core/errors.ts';
import { machineError } from '../io/write-error.ts';

const MEANINGS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder, not a file',
  ENOTDIR: 'lies below a file, not in a folder',
  EEXIST: 'is in the way',
  EACCES: 'may not be read or written: permission denied',
  EPERM: 'may not be read or written: permission denied',
  EROFS: 'lies on a disk that is read only',
};

/**
 * A failed call of the operating system, where no step foresaw it, as a sentence: it is no bug that a file is
 * missing. @returns undefined for every other error
 */
export function systemError(error: unknown): MintsarError | undefined {
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || code === undefined || syscall === undefined) return undefined;
  const ofMachine = machineError(error, path);
  if (ofMachine !== undefined) return ofMachine;
  if (path === undefined) {
    return code === 'EISDIR'
      ? new FileError('A folder is named where a file is needed.', 'Check the names given.', { cause: error })
      : new RunError(
          `The system failed to ${syscall} (${code}).`,
          'Check the disk and run the same command again.',
          {
            cause: error,
          },
        );
  }
  return new FileError(
    `${path} ${MEANINGS[code] ?? `cannot be used (${code})`}.`,
    'Check the name and the folder.',
    {
      cause: error,
    },
  );
}
