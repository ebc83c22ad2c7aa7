import { COMMANDS } from '../commands/registry.ts';
import { unknownCommand } from '../commands/unknown-command.ts';
import { assertArgument } from '../core/arguments.ts';
import { keepingFigures } from '../operations/figures/save.ts';
import { type CallOptions, contextOf, inFolder } from './call.ts';
import { FigureList, NotebookFigure } from './figures.ts';
import { type FlagValues, wordsOf } from './words.ts';

export interface RunOptions extends CallOptions {
  /** Flags by their long names, behind the words: `{ vlim: [-3, 3], subLat: [35, 36] }`. */
  readonly flags?: FlagValues;
  /** Hand figures over instead of writing them; false unless given: they are written as by the command line, and handed over. */
  readonly display?: boolean;
}

/** What a command left besides files. */
export interface RunResult {
  /** What it printed, line by line. */
  readonly lines: readonly string[];
  /** What it drew, written or not. */
  readonly figures: FigureList;
  /** What it found, of commands that scripts ask for it. */
  readonly found?: unknown;
}

/**
 * Run a command of the command line from a script: its name with or without `.py`, its words as a list or a line.
 *
 *     await run('generate_mask', 'inputs/ifgramStack.h5 --nonzero -o maskConnComp.h5 --update');
 *     const { lines } = await run('info.py', ['velocity.h5'], { cwd: 'mintpy' });
 *
 * @throws {MintsarError} what the command line would print, with a stable `code`; the process goes on
 */
export async function run(
  name: string,
  args: string | readonly string[] = [],
  options: RunOptions = {},
): Promise<RunResult> {
  assertArgument('run', 'arguments', { name }, { name: 'text' });
  assertArgument('run', 'arguments', { args }, { args: typeof args === 'string' ? 'text' : 'list' });
  assertArgument('run', 'options', options);
  const plain = name.replace(/\.py$/, '');
  const row = COMMANDS.find((command) => command.name === plain);
  if (row === undefined) throw unknownCommand(name, plain);
  const words = wordsOf(args, options.flags);
  const lines: string[] = [];
  const figures = new FigureList();
  const { runCommand } = await import('../commands/run-command.ts');
  const context = {
    ...contextOf(options, [plain, ...words].join(' ')),
    print: (line: string) => void lines.push(line),
  };
  const found = await inFolder(options.cwd, () =>
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
