import { main } from '../commands/main.ts';
import { COMMANDS } from '../commands/registry.ts';
import { type CallOptions, inFolder } from './call.ts';
import { type RunOptions, type RunResult, run } from './run.ts';
import { wordsOf } from './words.ts';

/** A command as a module of MintPy offers it. */
export interface CommandModule {
  /** The command line: prints, and gives the exit code (0 done, 1 failed, 2 bad input); the process goes on. */
  main(args: string | readonly string[], options?: Pick<CallOptions, 'cwd'>): Promise<number>;
  /** The same for scripts: lines and figures come back, errors are thrown. */
  run(args?: string | readonly string[], options?: RunOptions): Promise<RunResult>;
}

/**
 * Every command by its name.
 *
 *     await commands.generate_mask.main(['inputs/ifgramStack.h5', '--nonzero']);
 */
export const commands: Readonly<Record<string, CommandModule>> = Object.fromEntries(
  COMMANDS.map(({ name }): [string, CommandModule] => [
    name,
    {
      main: (args, { cwd } = {}) => inFolder(cwd, () => main([name, ...wordsOf(args)])),
      run: (args, options) => run(name, args, options),
    },
  ]),
);
