import { type Flag, metavarOf } from '../../flags/flag.ts';
import { COMMANDS } from '../registry.ts';

/** A flag as a shell has to know it. */
export interface CompletedFlag {
  readonly names: readonly string[];
  readonly help: string;
  /** takes a value or several */
  readonly takesValue: boolean;
  /** words to propose as its value; none: file names */
  readonly values: readonly string[];
  readonly metavar: string;
  readonly isRepeatable: boolean;
}

/** A command as a shell has to know it. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
  /** words to propose in place of its positionals; none: file names */
  readonly values: readonly string[];
}

/** Options of `mintsar` itself, in front of the command. */
export const UMBRELLA: readonly (readonly [name: string, help: string])[] = [
  ['--help', 'list the commands'],
  ['--version', 'print the version'],
  ['--quiet', 'say nothing but errors'],
  ['--verbose', 'say the usual'],
  ['--debug', 'say everything'],
  ['--loglevel', 'DEBUG, INFO, WARNING, ERROR or CRITICAL'],
];

export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];

/** Everything that can be completed, from the table of commands and their flags; what is refused anyway is left out. */
export async function completedCommands(): Promise<CompletedCommand[]> {
  return Promise.all(
    COMMANDS.map(async ({ name, summary, load }) => {
      const flags = Object.entries((await load()).command.flags).filter(
        ([, one]) => one.unsupported === undefined,
      );
      const positionals = flags.filter(([, one]) => one.names.length === 0);
      return {
        name,
        summary,
        flags: [
          ...flags.filter(([, one]) => one.names.length > 0).map(([key, one]) => completedFlag(key, one)),
          {
            names: ['-h', '--help'],
            help: 'show the help',
            takesValue: false,
            values: [],
            metavar: '',
            isRepeatable: false,
          },
        ],
        values: positionals.flatMap(([, one]) => one.choices ?? one.proposed ?? []),
      };
    }),
  );
}

function completedFlag(key: string, one: Flag): CompletedFlag {
  return {
    names: one.names,
    help: one.help.replace(/\s+/g, ' '),
    takesValue: one.count !== 0,
    values: one.choices ?? one.proposed ?? [],
    metavar: metavarOf(key, one),
    isRepeatable: one.repeatable === true,
  };
}
