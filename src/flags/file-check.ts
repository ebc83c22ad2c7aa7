import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { FileError, NotFoundError } from '../core/errors.ts';
import { outputTarget } from '../io/files/output.ts';
import { writeError } from '../io/write-error.ts';
import type { CommandContext } from './command-context.ts';
import { assertDistinct } from './distinct-files.ts';
import { type Flags, nameOf } from './flag.ts';
import type { FileRole } from './kind.ts';

/**
 * The files of a request, before any work is done for it: what is read is there, what is written can be written and
 * replaces nothing that is read.
 *
 * @param chosen names of all outputs, where flags alone do not tell them
 * @throws {FileError} for files that are missing or unusable  @throws {OptionError} for an output that is an input
 */
export function assertFiles(
  flags: Flags,
  request: Readonly<Record<string, unknown>>,
  chosen: readonly (string | undefined)[] | undefined,
  { given, log }: Pick<CommandContext, 'given' | 'log'>,
): void {
  const paths: Record<FileRole, string[]> = { input: [], optional: [], spare: [], edited: [], output: [] };
  for (const [key, one] of Object.entries(flags)) {
    if (one.files === undefined) continue;
    const { role, makesFolder } = one.files;
    const found = one.files.paths(request[key]).map((path) => resolve(path));
    paths[role].push(...found);
    // Files of default names are the affair of the command: some may be missing.
    const isTyped = one.names.length === 0 || given.has(key);
    if (isTyped && (role === 'input' || role === 'edited')) {
      for (const path of found) assertReadable(path, one.names.length === 0 ? '' : ` (${nameOf(key, one)})`);
    }
    if (isTyped && role === 'output' && !makesFolder) for (const path of found) assertFolder(path);
    if (isTyped && role === 'spare') {
      for (const path of found.filter((file) => !existsSync(file)))
        log.warn(`${shortName(path)} (${nameOf(key, one)}) does not exist: the work goes on without it`);
    }
  }
  const outputs = (chosen ?? paths.output).filter((path) => path !== undefined);
  assertDistinct(outputs.map(shortName), [...paths.input, ...paths.optional, ...paths.spare]);
  for (const path of outputs) assertWritable(path);
}

function assertReadable(path: string, flag: string): void {
  const shown = `${shortName(path)}${flag}`;
  if (!existsSync(path))
    throw new NotFoundError(`${shown} does not exist.`, 'Check the name and the folder.');
  if (statSync(path).isDirectory())
    throw new FileError(`${shown} is a folder, not a file.`, 'Give the name of a file.');
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw new FileError(`${shown} may not be read: permission denied.`, 'Change its permissions.', { cause });
  }
}

/** The folder of a file that was typed is there: it is not made. */
function assertFolder(path: string): void {
  if (!existsSync(dirname(path))) throw writeError(path, { code: 'ENOENT' });
}

/** A file can be put here, or where a link of this name points: the nearest folder above that exists is a folder, and may be written. */
function assertWritable(path: string): void {
  let folder = dirname(outputTarget(path));
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  if (!statSync(folder).isDirectory()) throw writeError(path, { code: 'ENOTDIR' });
  try {
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw writeError(path, cause);
  }
}

/** Relative to the current folder when the file lies below it. */
export function shortName(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
