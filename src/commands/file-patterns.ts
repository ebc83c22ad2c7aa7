import { FileError } from '../core/errors.ts';
import { argumentList, type Flag } from '../flags/flag.ts';
import { type FileRole, inputFile, type Kind } from '../flags/kind.ts';
import type { Said } from '../flags/said.ts';
import { expandPattern, hasWildcard } from '../loading/glob.ts';

const pattern: Kind<readonly string[], string> = {
  ...inputFile,
  parse: (text) => {
    if (!hasWildcard(text)) return [inputFile.parse(text)];
    const found = expandPattern(text, process.cwd());
    if (found.length > 0) return found;
    throw new FileError(`No file matches ${text}.`, 'Check the pattern and the folder.');
  },
};

/**
 * Files, or patterns in quotes where the shell does not expand them: absolute paths, each once unless a file that is
 * named again counts again.
 */
export function filePatterns(
  help: string,
  { repeats = false, role = 'input' }: { repeats?: boolean; role?: FileRole } = {},
): Flag<readonly string[], Said<'', string | readonly string[], true>> {
  const all = argumentList(pattern, help);
  const read = (words: unknown, name: string) => all.read(words, name).flat();
  return {
    ...all,
    read: repeats ? read : (words, name) => [...new Set(read(words, name))],
    files: { role, paths: (value) => value },
  };
}
