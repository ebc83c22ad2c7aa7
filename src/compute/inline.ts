import type { Context } from '../core/context.ts';
import type { Job } from '../core/job.ts';
import type { Workshop } from '../core/kernel.ts';
import { stopIfAborted } from './stop.ts';
import { newTask, workThrough } from './task.ts';

/** Does items of work. */
export type DoItems = <Item>(
  job: Job,
  items: readonly Item[],
  workshop: Workshop,
  context: Pick<Context, 'signal'>,
  /** called in this thread for every item that is done, in any order */
  finish: (index: number, result: unknown) => void,
) => Promise<void>;

/** Do all items in this thread, one after the other. */
export const inline: DoItems = async (job, items, workshop, context, finish) => {
  stopIfAborted(context);
  let left = items.length;
  await workThrough(newTask(job, items, 1), workshop, async (index, result) => {
    finish(index, await result);
    if (--left > 0) stopIfAborted(context);
    await breathe();
  });
};

/** Lets signals, progress and replies of threads through. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
