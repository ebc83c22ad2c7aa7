import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import type { Context, Log, Progress } from '../core/context.ts';
import { version } from '../io/files/version.ts';

/** What every call of a script may say besides its own arguments. */
export interface CallOptions {
  /** Folder that relative paths start from; the current one unless given. */
  readonly cwd?: string;
  /** Say what is done, on stderr; false unless given. */
  readonly printMsg?: boolean;
  /** Where messages go instead of stderr. */
  readonly log?: Log;
  readonly progress?: Progress;
  /** Threads for work on pixels; all cores unless given. */
  readonly workers?: number;
  /** Memory for blocks, bytes; 4 GB or half of the machine unless given. */
  readonly maxMemory?: number;
  /** Ends long work early; nothing half-written stays. */
  readonly signal?: AbortSignal;
}

const silent = () => {};

/** The context of a call. @param what is written into the files as their origin */
export function contextOf(options: CallOptions, what: string): Context {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const loud: Log = { debug: silent, info: say, warn: (line) => say(`warning: ${line}`) };
  const quiet: Log = { debug: silent, info: silent, warn: silent };
  return {
    log: options.log ?? (options.printMsg === true ? loud : quiet),
    progress: options.progress ?? silent,
    maxMemory: options.maxMemory ?? Math.min(4 * 2 ** 30, totalmem() / 2),
    workers: options.workers ?? availableParallelism(),
    signal: options.signal,
    provenance: `mintsar ${version()}: ${what}`,
  };
}

/** A path as a call means it. */
export function pathIn({ cwd }: CallOptions, path: string): string {
  return cwd === undefined ? path : resolve(cwd, path);
}

let turn: Promise<unknown> = Promise.resolve();

/**
 * Do something in a folder. Commands take their paths from the folder of the process, of which there is one: calls
 * that name a folder take turns.
 */
export function inFolder<T>(cwd: string | undefined, work: () => Promise<T>): Promise<T> {
  if (cwd === undefined) return work();
  const mine = turn.then(async () => {
    const home = process.cwd();
    process.chdir(cwd);
    try {
      return await work();
    } finally {
      process.chdir(home);
    }
  });
  turn = mine.catch(silent);
  return mine;
}
