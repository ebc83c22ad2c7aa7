import type { CommandRow } from '../commands/command.ts';
import { COMMANDS } from '../commands/registry.ts';
import { unknownCommand } from '../commands/unknown-command.ts';
import { assertArgument } from '../core/arguments.ts';
import { keepingFigures } from '../operations/figures/save.ts';
import { type CallOptions, contextOf, inFolder } from './call.ts';
import type { CommandName, CommandOptions, Found } from './command-types.ts';
import { FigureList, NotebookFigure } from './figures.ts';
import { type FlagValues, wordsOf } from './words.ts';

export interface RunOptions extends CallOptions {
  /** Flags by their long names, behind the words: `{ vlim: [-3, 3], subLat: [35, 36] }`. */
  readonly flags?: FlagValues;
  /** Hand figures over instead of writing them; false unless given: they are written as by the command line, and handed over. */
  readonly display?: boolean;
}

/** What a command left besides files. */
export interface RunResult<R = unknown> {
  /** What it printed, line by line. */
  readonly lines: readonly string[];
  /** What it drew, written or not. */
  readonly figures: FigureList;
  /** What it found, of commands that scripts ask for it. */
  readonly found: R;
}

/** The words of a command: a line, a list, or its options by name. */
export type CommandWords<N extends CommandName> = string | readonly string[] | CommandOptions<N>;

/**
 * Run a command from a script: its name with or without `.py`, its words as a list or a line, or its options by name.
 *
 *     await run('generate_mask', 'inputs/ifgramStack.h5 --nonzero -o maskConnComp.h5 --update');
 *     await run('generate_mask', { file: 'inputs/ifgramStack.h5', nonzero: true, outfile: 'maskConnComp.h5' });
 *     const { lines } = await run('info.py', ['velocity.h5'], { cwd: 'mintpy' });
 *
 * @throws {MintsarError} what the command line would print, with a stable `code`; the process goes on
 */
export function run<N extends CommandName>(
  name: N,
  args?: CommandWords<N>,
  options?: RunOptions,
): Promise<RunResult<Found<N>>>;
export function run(
  name: string,
  args?: string | readonly string[],
  options?: RunOptions,
): Promise<RunResult>;
export async function run(
  name: string,
  args: string | readonly string[] | Readonly<Record<string, unknown>> = [],
  options: RunOptions = {},
): Promise<RunResult> {
  assertArgument('run', 'arguments', { name }, { name: 'text' });
  assertArgument('run', 'options', options);
  const row = rowOf(name);
  const words = await wordsFor(row, args, options.flags);
  const lines: string[] = [];
  const figures = new FigureList();
  const { runCommand } = await import('../commands/run-command.ts');
  const context = {
    ...contextOf(options, [row.name, ...words].join(' ')),
    print: (line: string) => void lines.push(line),
  };
  const found: unknown = await inFolder(options.cwd, () =>
    keepingFigures(
      {
        writes: options.display !== true,
        keep: (path, figure, dpi) => void figures.push(new NotebookFigure(figure, path, dpi)),
      },
      () => runCommand(row, words, context),
    ),
  );
  // What was not written is not said to be.
  const said = options.display === true ? lines.filter((line) => !line.startsWith('wrote ')) : lines;
  return { lines: said, figures, found };
}

/** @throws {OptionError} for a name that is no command */
export function rowOf(name: string): CommandRow {
  const plain = name.replace(/\.py$/, '');
  const row = COMMANDS.find((command) => command.name === plain);
  if (row === undefined) throw unknownCommand(name, plain);
  return row;
}

/** The command line behind the name of a command. @throws {OptionError} for options that it does not have */
export async function wordsFor(
  row: CommandRow,
  args: string | readonly string[] | Readonly<Record<string, unknown>>,
  flags?: FlagValues,
): Promise<string[]> {
  if (typeof args === 'string' || Array.isArray(args)) return wordsOf(args as string | string[], flags);
  assertArgument('run', 'arguments', { args }, { args: 'object' });
  const { command } = await row.load();
  const { wordsOfCall } = await import('../flags/call.ts');
  return [
    ...wordsOfCall(row.name, command.flags, args as Readonly<Record<string, unknown>>),
    ...wordsOf([], flags),
  ];
}
