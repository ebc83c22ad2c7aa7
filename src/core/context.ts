import type { Work } from './job.ts';
import type { Workshop } from './kernel.ts';

/** Where a function reports what it does; never a global, never a `verbose` flag. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}

/** `done` of `total` units of the work named `label`; called often, must be cheap. Bytes are shown as such, with their rate. */
export type Progress = (label: string, done: number, total: number, unit?: 'bytes') => void;

/** What every long-running library function takes besides its own arguments. */
export interface Context {
  readonly log: Log;
  readonly progress: Progress;
  /** Memory budget for blocks, bytes. */
  readonly maxMemory: number;
  /** Threads for per-pixel work; 1 runs everything in the calling thread. */
  readonly workers: number;
  /** Ends long work early; nothing half-written stays. */
  readonly signal?: { readonly aborted: boolean };
  /** Program, version and command line, kept with every dataset that is written. */
  readonly provenance?: string;
  /** Locks on files that the caller has taken: what runs in this context may write them. */
  readonly held?: ReadonlySet<string>;
  /** Who does the work on pixels: the threads of this process when left out. */
  readonly executor?: Executor;
}

/** Has work done: here, or in other processes. */
export interface Executor {
  /** @returns what the kernel tells: its row sums in row order, if it makes any; of planes the summary of each */
  run(work: Work, workshop: Workshop, context: Context): Promise<unknown[]>;
}

const silent = () => {};

/** A context that says nothing, for scripts and tests: `quietContext({ workers: 2 })`. */
export function quietContext(options: Partial<Context> = {}): Context {
  return {
    log: { debug: silent, info: silent, warn: silent },
    progress: silent,
    maxMemory: 4 * 2 ** 30,
    workers: 1,
    ...options,
  };
}
