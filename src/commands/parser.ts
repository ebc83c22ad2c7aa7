import { OptionError } from '../core/errors.ts';
import { ArgumentParser, RawDescriptionHelpFormatter } from './argparse.ts';
import type { Arguments, Command, CommandRow } from './command.ts';

/** Values such as -3e-2 and -inf are numbers, not options; so is any word with a blank in it. */
const NEGATIVE_NUMBER = /^-(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^-inf(inity)?$/;

class CommandParser extends ArgumentParser {
  /** Destinations of options met while parsing. */
  readonly given = new Set<string>();

  override error(message: string): never {
    throw new OptionError(
      `${this.prog}: ${message.trim()}`,
      `Usage: ${this.format_usage()
        .replace(/^usage: /, '')
        .replace(/\s+/g, ' ')
        .trim()}`,
    );
  }

  _parse_optional(word: string): unknown {
    if (word.includes(' ') || NEGATIVE_NUMBER.test(word)) return undefined;
    // biome-ignore lint/suspicious/noExplicitAny: a method of argparse that its types do not show
    const result = (ArgumentParser.prototype as any)._parse_optional.call(this, word);
    const action = Array.isArray(result)
      ? result[0]?.dest === undefined
        ? result[0]?.[0]
        : result[0]
      : undefined;
    if (action?.dest !== undefined) this.given.add(action.dest);
    return result;
  }
}

/** The parser of a command, with its help: summary, flags, examples, template options and papers. */
export function commandParser(row: CommandRow, command: Command, templateHelp: string): CommandParser {
  const parser = new CommandParser({
    prog: `mintsar ${row.name}`,
    description: [row.summary.charAt(0).toUpperCase() + row.summary.slice(1), command.description]
      .filter(Boolean)
      .join('\n\n'),
    epilog: epilog(command, templateHelp),
    formatter_class: RawDescriptionHelpFormatter,
    allow_abbrev: true,
  });
  command.configure(parser);
  return parser;
}

export function parseArguments(parser: CommandParser, argv: readonly string[]): Arguments {
  // Optional positionals may be separated from the first ones by flags.
  return { ...parser.parse_intermixed_args([...argv]) };
}

function epilog(command: Command, templateHelp: string): string {
  const parts: string[] = [];
  if (command.examples.length > 0)
    parts.push(`examples:\n${command.examples.map((e) => `  ${e}`).join('\n')}`);
  if (templateHelp !== '') parts.push(`template options:\n${templateHelp}`);
  if (command.references?.length)
    parts.push(`references:\n${command.references.map((r) => `  ${r}`).join('\n')}`);
  return parts.join('\n\n');
}

export type { CommandParser };
