/** How scripts say a flag, for the compiler alone: its spellings (none: a positional), its value, whether it must be there. */
export interface Said<N extends string, V, Must extends boolean = false> {
  readonly names: N;
  readonly value: V;
  readonly must: Must;
}

/** A value of several words. */
export type Words = readonly (string | number)[];

/** How scripts write one value of a kind: as the command gets it where that is a plain value, else as on the command line. */
export type Written<T, S> = unknown extends S
  ? T extends string | number | boolean | null
    ? T
    : string | number
  : S;
