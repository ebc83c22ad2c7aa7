import type { Mutate } from './mutation.ts';

/** A file of a family's valid input, and how it may be damaged. */
export interface Target {
  /** from the folder of the family */
  readonly file: string;
  readonly mutate: Mutate;
}

/** Files of one format and what mintsar does with them. */
export interface Family {
  readonly name: string;
  /** Make valid input in an empty folder. @returns undefined when what it is made from is not on this machine */
  prepare(folder: string): Promise<readonly Target[] | undefined>;
  /**
   * Do with the files what a user would. Outputs go to `out/`, which is empty before.
   * @returns what came out, in a text that differs when the result does
   */
  attempt(folder: string): Promise<string>;
  /** What an error must name, beside the damaged file itself. */
  readonly names?: RegExp;
}
