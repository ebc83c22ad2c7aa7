import type { Context } from '../core/context.ts';

/** What a command gets besides its request. */
export interface CommandContext extends Context {
  /** Results for the user's eyes or a pipe: one line to stdout. */
  print(line: string): void;
  /** Keys of the flags that were really typed, abbreviated or not: some defaults depend on it. */
  readonly given: ReadonlySet<string>;
  /** Words behind `--`, for a command that takes another one. */
  readonly other?: readonly string[];
}
