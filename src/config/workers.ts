import { OptionError } from '../core/errors.ts';
import { refuse, type ValueType, withoutBrackets } from './value-type.ts';

/** What `mintpy.compute.numWorker` asks for, before the machine is known. */
export type NumWorker =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'percent'; readonly percent: number };

const ACCEPTS = 'a whole number of at least 1, all, or a percentage like 80%';

export const numWorker: ValueType<NumWorker> = {
  syntax: 'int >= 1 / all / N%',
  accepts: ACCEPTS,
  parse: (text) => {
    const word = withoutBrackets(text).toLowerCase();
    if (word === 'all') return { kind: 'all' };
    const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(word);
    if (percent !== null) return { kind: 'percent', percent: Number(percent[1]) };
    if (/^\+?\d+$/.test(word) && Number(word) >= 1) return { kind: 'count', count: Number(word) };
    throw refuse(text, ACCEPTS);
  },
};

/** How many workers run, and a sentence for the log when that is not what was asked for. */
export interface WorkerCount {
  /** 1 means that the work runs in the main thread. */
  readonly count: number;
  readonly warning: string | null;
}

/**
 * Number of local workers on a machine with `cores` cores. A percentage is rounded down and must come to
 * 1..cores-1; a count above the cores falls back to half of them.
 *
 * @throws {OptionError} for a percentage that leaves no worker or no core for the main thread
 */
export function workerCount(asked: NumWorker, cores: number): WorkerCount {
  if (asked.kind === 'all') return { count: cores, warning: null };
  if (asked.kind === 'percent') {
    const count = Math.floor((cores * asked.percent) / 100);
    if (count < 1 || count >= cores) {
      throw new OptionError(
        `mintpy.compute.numWorker = ${asked.percent}% comes to ${count} of the ${cores} cores of this machine.`,
        `Write a percentage that gives 1 to ${Math.max(1, cores - 1)} workers, a number, or all.`,
      );
    }
    return { count, warning: null };
  }
  if (asked.count <= cores) return { count: asked.count, warning: null };
  const count = Math.max(1, Math.floor(cores / 2));
  return {
    count,
    warning: `mintpy.compute.numWorker = ${asked.count} is more than the ${cores} cores of this machine: ${count} used.`,
  };
}
