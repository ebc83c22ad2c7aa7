import { main } from '../commands/main.ts';
import { COMMANDS } from '../commands/registry.ts';
import { type CallOptions, inFolder } from './call.ts';
import type { CommandName, CommandOptions, Found } from './command-types.ts';
import { type RunOptions, type RunResult, run } from './run.ts';
import { wordsOf } from './words.ts';

/** A command as a function of its options, and as a module of MintPy offers it. */
export interface CommandModule<N extends CommandName = CommandName> {
  /** Options by name: positionals as in the help, flags by their long spelling, `dsetNum` for `--dset-num`. */
  (...args: Arguments<CommandOptions<N>>): Promise<RunResult<Found<N>>>;
  /** The command line: prints, and gives the exit code (0 done, 1 failed, 2 bad input); the process goes on. */
  main(args: string | readonly string[], options?: Pick<CallOptions, 'cwd'>): Promise<number>;
  /** The same for scripts: lines and figures come back, errors are thrown. */
  run(args?: string | readonly string[], options?: RunOptions): Promise<RunResult<Found<N>>>;
}

/** Options may be left out where none is needed. */
type Arguments<O> =
  Record<never, never> extends O ? [options?: O, call?: RunOptions] : [options: O, call?: RunOptions];

/** Every command as a function. */
export type Commands = { readonly [N in CommandName]: CommandModule<N> };

/**
 * Every command by its name.
 *
 *     await commands.mask({ file: 'velocity.h5', mask: 'maskTempCoh.h5' });
 *     const { figures } = await commands.view({ file: 'velocity.h5', vlim: [-3, 3] }, { display: true });
 *     await commands.generate_mask.main(['inputs/ifgramStack.h5', '--nonzero']);
 *
 * @throws {MintsarError} what the command line would print, with a stable `code`
 */
export const commands = Object.fromEntries(
  COMMANDS.map(({ name }) => [name, moduleOf(name)]),
) as unknown as Commands;

function moduleOf(name: string) {
  return Object.assign(
    (options: Readonly<Record<string, unknown>> = {}, call?: RunOptions) =>
      run(name as 'info', options as CommandOptions<'info'>, call),
    {
      main: (args: string | readonly string[], { cwd }: Pick<CallOptions, 'cwd'> = {}) =>
        inFolder(cwd, () => main([name, ...wordsOf(args)])),
      run: (args?: string | readonly string[], options?: RunOptions) => run(name, args, options),
    },
  );
}
