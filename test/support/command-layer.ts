import { COMMANDS } from '../../src/commands/registry.ts';
import { runCommand } from '../../src/commands/run-command.ts';
import { quietContext } from '../../src/core/context.ts';

/** Split a command line at blanks; none of ours has quotes. */
export function wordsOf(line: string): string[] {
  return line.trim().split(/\s+/);
}

/**
 * Run a command the way the program does, in this process and folder.
 * @returns the lines it prints
 */
export async function runCommandLine(words: readonly string[]): Promise<string[]> {
  const [name, ...argv] = words;
  const row = COMMANDS.find((command) => command.name === name.replace(/\.py$/, ''));
  if (row === undefined) throw new Error(`no command ${name}`);
  const lines: string[] = [];
  await runCommand(row, argv, { ...quietContext(), print: (line) => lines.push(...line.split('\n')) });
  return lines;
}
