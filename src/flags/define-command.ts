import { UnsupportedError } from '../core/errors.ts';
import type { CommandContext } from './command-context.ts';
import { assertFiles } from './file-check.ts';
import { assertEachOnce, type Flags, nameOf, type RequestOf } from './flag.ts';

/** Files that a command writes besides those named by flags, or when these are left out. */
type Outputs = Readonly<Record<string, string | undefined>>;

/** A command of one schema: its flags give help, documentation, checks and the type of its request. */
export interface CommandSchema<F extends Flags, O extends Outputs, R> {
  /** One or two paragraphs under the usage line. */
  readonly description?: string;
  /** Lines that run as printed. */
  readonly examples: readonly string[];
  /** Steps of the workflow whose template options the help shows. */
  readonly templateSteps?: readonly string[];
  /** Papers whose formulas run here. */
  readonly references?: readonly string[];
  /** Another command stands behind `--`, with its own flags. */
  readonly takesOther?: boolean;
  readonly flags: F;
  /** Names of outputs, chosen before the work: none may be a file that is read, or another output. */
  outputs?(request: RequestOf<F>, context: CommandContext): O;
  /** Call the library function of the same job. No numerics in here. */
  run(request: RequestOf<F>, context: CommandContext, outputs: O): Promise<R>;
}

/** A command as the program runs it; its types are for scripts, which call it by name. */
export interface Command<F extends Flags = Flags, R = unknown> {
  readonly description?: string;
  readonly examples: readonly string[];
  readonly templateSteps?: readonly string[];
  readonly references?: readonly string[];
  readonly takesOther?: boolean;
  readonly flags: F;
  /**
   * @param words of each flag by its key, as the parser found them
   * @returns what the command found, for scripts
   */
  start(words: Readonly<Record<string, unknown>>, context: CommandContext): Promise<R>;
}

/**
 * Check the words against the schema, then the files, then run.
 * @throws {Error} for flags that hide one another
 */
export function defineCommand<const F extends Flags, R, O extends Outputs = Record<never, never>>(
  schema: CommandSchema<F, O, R>,
): Command<F, R> {
  const { flags, outputs, run, ...words } = schema;
  assertEachOnce(flags);
  return {
    ...words,
    flags,
    async start(typed, context) {
      const request = readRequest(flags, typed, context);
      const chosen = outputs?.(request, context);
      assertFiles(flags, request, chosen && Object.values(chosen), context);
      return run(request, context, chosen ?? ({} as O));
    },
  };
}

/** The typed values of flags from their words. @throws {OptionError} for words that do not fit */
export function readRequest<F extends Flags>(
  flags: F,
  words: Readonly<Record<string, unknown>>,
  context: Pick<CommandContext, 'given'>,
): RequestOf<F> {
  const values = Object.entries(flags).map(([key, one]) => {
    const name = nameOf(key, one);
    if (one.unsupported !== undefined && context.given.has(key))
      throw new UnsupportedError(`${name}: ${one.unsupported.why}`, one.unsupported.remedy);
    return [key, one.read(words[key], name)];
  });
  return Object.fromEntries(values) as RequestOf<F>;
}
