import type { ArgumentParser } from 'argparse';
import type { Context } from '../core/context.ts';

/** What a command gets besides its arguments. */
export interface CommandContext extends Context {
  /** Results for the user's eyes or a pipe: one line to stdout. */
  print(line: string): void;
  /** Destinations of the options that were really typed, abbreviated or not: some defaults depend on it. */
  readonly given: ReadonlySet<string>;
  /** The words after the command name, as typed. */
  readonly argv: readonly string[];
}

/** Parsed arguments by their argparse destination. */
// biome-ignore lint/suspicious/noExplicitAny: argparse yields values of any type; each command declares its own
export type Arguments = Record<string, any>;

/** A command: flags, words and a handler that calls the library function of the same job. No numerics in here. */
export interface Command {
  /** One or two paragraphs under the usage line. */
  readonly description?: string;
  /** Lines that run as printed. */
  readonly examples: readonly string[];
  /** Steps of the workflow whose template options the help shows. */
  readonly templateSteps?: readonly string[];
  /** Papers whose formulas run here. */
  readonly references?: readonly string[];
  configure(parser: ArgumentParser): void;
  run(args: Arguments, context: CommandContext): Promise<void>;
}

export type Family =
  | 'Workflow'
  | 'Load and prepare'
  | 'Inspect and plot'
  | 'Geometry and geocoding'
  | 'Arithmetic, filter, mask'
  | 'Network and referencing'
  | 'Inversion and corrections'
  | 'Analysis'
  | 'Export';

/** A row of the help page. */
export interface CommandRow {
  readonly name: string;
  readonly family: Family;
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}
