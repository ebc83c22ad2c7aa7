import '../processors/raster-conventions.ts';
import '../services/host-access.ts';
import type { CommandContext } from '../flags/command-context.ts';
import type { CommandRow } from './command.ts';
import { plainWords } from './plain-words.ts';

/**
 * Run a command with the words behind its name.
 * @returns what it found, for scripts
 * @throws {OptionError} for words that do not fit its flags  @throws {FileError} for missing or unusable files
 */
export async function runCommand(
  row: CommandRow,
  argv: readonly string[],
  context: Omit<CommandContext, 'given'>,
): Promise<unknown> {
  const { command } = await row.load();
  const end = command.takesOther ? argv.indexOf('--') : -1;
  const own = end < 0 ? argv : argv.slice(0, end);
  const other = end < 0 ? undefined : argv.slice(end + 1);
  const plain = plainWords(command.flags, own);
  if (plain !== undefined) return command.start(plain.words, { ...context, given: plain.given, other });
  const { CommandParser } = await import('./parser.ts');
  const wantsHelp = own.includes('-h') || own.includes('--help');
  const options = wantsHelp
    ? await (await import('./template-help.ts')).templateHelp(command.templateSteps ?? [])
    : '';
  const parser = new CommandParser(row, command, options);
  const words = parser.parse(own);
  return command.start(words, { ...context, given: parser.given, other });
}
