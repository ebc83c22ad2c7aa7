import type { Context } from '../core/context.ts';
import type { Job } from '../core/job.ts';
import type { Workshop } from '../core/kernel.ts';
import { type DoItems, inline } from './inline.ts';
import { threadsAtOnce, type WorkSize } from './threads-at-once.ts';
import type { WorkJournal } from './work-journal.ts';

/** Work that is cut: blocks of rows, planes, rasters. */
export interface CutWork<Item> {
  /** What is being done, for the progress bar and what is told of a resumed run. */
  readonly label: string;
  /** what is counted: "rows" */
  readonly unit: string;
  /** how many of them an item is */
  readonly sizeOf: (item: Item) => number;
  readonly items: readonly Item[];
  readonly size: Pick<WorkSize, 'bytes' | 'bytesPerThread' | 'bytesPerItem'>;
  /** Which items an earlier run has finished, with what came of them. */
  readonly journal: WorkJournal<Item>;
  /** What is to be done, once it is known by how many threads, and whether some of it is done already. */
  job(share: { readonly threads: number; readonly isResumed: boolean }): Job;
  /**
   * Told of the results of this run in the order of the items, for what must be put together in order.
   * @returns what the journal keeps in place of the result
   */
  readonly collect?: (item: Item, result: unknown) => unknown;
}

export type DoContext = Pick<Context, 'signal' | 'workers' | 'maxMemory' | 'progress'> & {
  readonly log: Pick<Context['log'], 'info'>;
};

/**
 * Do work that is cut, in this thread or several, within the memory budget. The result is the same for any number of
 * threads. Work that is killed goes on from its finished items when it is started again on the same inputs.
 * @returns what came of each item, in order
 */
export async function doWork<Item>(
  work: CutWork<Item>,
  workshop: Workshop,
  context: DoContext,
): Promise<unknown[]> {
  const { label, unit, items, journal, sizeOf, collect } = work;
  const total = items.reduce((sum, item) => sum + sizeOf(item), 0);
  const results: unknown[] = new Array(items.length);
  const todo: number[] = [];
  let done = 0;
  for (const [index, item] of items.entries()) {
    const known = journal.lookUp(item);
    if (known === undefined) todo.push(index);
    else {
      results[index] = known.result;
      done += sizeOf(item);
    }
  }
  if (done > 0) context.log.info(`${label}: ${done} of ${total} ${unit} were finished before`);
  context.progress(label, done, total);
  const threads = threadsAtOnce({ ...work.size, numItem: todo.length }, context);
  const job = work.job({ threads, isResumed: done > 0 });
  const keep = (index: number, result: unknown) => {
    results[index] = result;
    journal.finish(items[index], result);
  };
  const waiting = new Map<number, unknown>();
  let next = 0;
  const keepInOrder = (at: number, result: unknown) => {
    waiting.set(at, result);
    for (; waiting.has(next); next++) {
      keep(todo[next], collect?.(items[todo[next]], waiting.get(next)));
      waiting.delete(next);
    }
  };
  const doItems: DoItems = threads === 1 ? inline : (await import('./threads.ts')).inThreads(threads);
  const itemsToDo = todo.map((index) => items[index]);
  await doItems(job, itemsToDo, workshop, context, (at, result) => {
    if (collect === undefined) keep(todo[at], result);
    else keepInOrder(at, result);
    done += sizeOf(itemsToDo[at]);
    context.progress(label, done, total);
  });
  return results;
}
