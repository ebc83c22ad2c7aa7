import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/support/tiny-series.ts';
import { templateText } from '../config/index.ts';
import { FileError } from '../core/errors.ts';
import { nameOf } from '../flags/flag.ts';
import { splitWords } from '../scripting/words.ts';
import { CommandParser } from './parser.ts';
import { COMMANDS } from './registry.ts';

const folder = temporaryFolder();
const home = process.cwd();
beforeAll(() => {
  writeFileSync(join(folder, 'smallbaselineApp.cfg'), templateText());
  process.chdir(folder);
});
afterAll(() => process.chdir(home));

/** The commands of an example as it is printed: without what is told beside it, of a pipe or a loop every one. */
function linesOf(example: string): string[] {
  const [line] = example.split(/ {2,}|\s+#/);
  return line
    .split(/\s*(?:\||&&|;|<\(|\))\s*/)
    .map((part) => part.replace(/^(?:do|source|time)\s+/, ''))
    .filter((part) => part.startsWith('mintsar '));
}

/** Parse a line as the program would. @throws {OptionError} for words that do not fit the flags */
async function parse(line: string): Promise<void> {
  const [, name, ...words] = splitWords(line.replace(/\s*(?:[<>]).*$/, ''));
  const row = COMMANDS.find((one) => one.name === name);
  if (row === undefined) throw new Error(`${line}: there is no command ${name}`);
  const { command } = await row.load();
  const end = command.takesOther ? words.indexOf('--') : -1;
  const typed = new CommandParser(row, command, '').parse(end < 0 ? words : words.slice(0, end));
  for (const [key, one] of Object.entries(command.flags)) {
    if (one.unsupported !== undefined) continue;
    try {
      one.read(typed[key], nameOf(key, one));
    } catch (error) {
      if (!(error instanceof FileError)) throw error; // the files of an example are the user's
    }
  }
  if (end >= 0) await parse(['mintsar', ...words.slice(end + 1)].join(' '));
}

describe('examples of the help can be typed as they are printed', async () => {
  for (const { name, load } of COMMANDS) {
    test(name, async () => {
      const { examples } = (await load()).command;
      expect(examples.length).toBeGreaterThan(0);
      const lines = examples.flatMap(linesOf);
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) await parse(line);
    });
  }
});
