import { OptionError } from '../core/errors.ts';
import { readRequest } from '../flags/define-command.ts';
import { argument, argumentList } from '../flags/flag.ts';
import { asTyped, inputFile, word } from '../flags/kind.ts';
import type { ViewRequest } from '../operations/figures/request.ts';
import { CommandParser } from './parser.ts';
import { viewFlags } from './view-flags.ts';
import { viewRequest } from './view-request.ts';

const flags = {
  file: argument(asTyped(inputFile), 'file'),
  names: argumentList(word, 'rasters', '*'),
  ...viewFlags,
};

/** The map that the words behind `view` describe. @throws {OptionError} for words that `view` does not take */
export async function viewOfWords(words: readonly string[]): Promise<ViewRequest> {
  const row = { name: 'view', summary: 'draw a map' } as ConstructorParameters<typeof CommandParser>[0];
  const parser = new CommandParser(row, { examples: [], flags, start: async () => {} }, '');
  const typed = parser.parse([...words]);
  return viewRequest(readRequest(flags, typed, { given: parser.given }));
}

/**
 * The map that a command line of `view` describes: `view.py {} --wrap --noverbose`, with {} for the file.
 * @throws {OptionError} for words that `view` does not take
 */
export async function viewOfLine(line: string, file: string): Promise<ViewRequest> {
  const words = line
    .trim()
    .split(/\s+/)
    .map((typed) => typed.replace('{}', file));
  const start = words.findIndex((typed) => /(?:^|\/)view(?:\.py)?$/.test(typed));
  if (start < 0 || start > 1)
    throw new OptionError(
      `--view-cmd "${line}" is no command line of view.`,
      "Write e.g. 'view.py {} --wrap'.",
    );
  return viewOfWords(words.slice(start + 1));
}
