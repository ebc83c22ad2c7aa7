import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { OptionError } from '../core/errors.ts';

type Path = string | null | undefined;

/**
 * An output must neither replace a file that is read nor another output: the result would be there and what it came
 * from gone.
 * @throws {OptionError} naming the file
 */
export function assertDistinct(outputs: readonly Path[], inputs: readonly Path[]): void {
  const read = new Set(inputs.filter(isPath).map(place));
  const written = new Set<string>();
  for (const output of outputs.filter(isPath)) {
    const where = place(output);
    if (read.has(where))
      throw new OptionError(
        `${output} is read and would be replaced.`,
        'Choose another name for the output.',
      );
    if (written.has(where))
      throw new OptionError(`${output} is the name of two outputs.`, 'Give each output a name of its own.');
    written.add(where);
  }
}

function isPath(path: Path): path is string {
  return typeof path === 'string' && path !== '';
}

/** One name for a file, whatever links lead to it. */
function place(path: string): string {
  const full = resolve(path);
  if (existsSync(full)) return realpathSync(full);
  const folder = dirname(full);
  return existsSync(folder) ? join(realpathSync(folder), basename(full)) : full;
}
