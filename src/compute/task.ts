import type { Job } from '../core/job.ts';
import type { Runner, Workshop } from '../core/kernel.ts';
import { prepareRunner } from './prepare-runner.ts';

/** Items of work and what is needed to do them, as every thread that takes part holds it. */
export interface Task<Item> {
  readonly job: Job;
  readonly items: readonly Item[];
  /** One number, shared by all threads: how many items are taken. */
  readonly taken: Int32Array;
}

/** @param threads one alone needs no shared memory */
export function newTask<Item>(job: Job, items: readonly Item[], threads: number): Task<Item> {
  return { job, items, taken: new Int32Array(threads > 1 ? new SharedArrayBuffer(4) : new ArrayBuffer(4)) };
}

/** Nobody takes another item of the task. @returns how many were taken, at the first call */
export function closeTask({ taken, items }: Task<unknown>): number {
  return Math.min(items.length, Atomics.exchange(taken, 0, items.length));
}

/**
 * Take items in turn with other threads until none is left. Each thread takes its next item by itself: it need not
 * wait for a word from the thread that started it, which is busy with items too.
 *
 * @param report is told of every item taken, in the end exactly once
 */
export async function workThrough<Item>(
  task: Task<Item>,
  workshop: Workshop,
  report: (index: number, result: Promise<unknown>) => Promise<void>,
): Promise<void> {
  let runner: Runner<Item, unknown> | undefined;
  const run = async (index: number) => {
    runner ??= await prepareRunner<Item>(task.job, workshop);
    return runner.run(task.items[index]);
  };
  try {
    for (let index = take(task); index !== undefined; index = take(task)) await report(index, run(index));
  } finally {
    runner?.close();
  }
}

function take({ taken, items }: Task<unknown>): number | undefined {
  // Looked at first: a thread that asks again and again must not count up to where the number turns over.
  if (Atomics.load(taken, 0) >= items.length) return undefined;
  const index = Atomics.add(taken, 0, 1);
  return index < items.length ? index : undefined;
}
