import type { Runner, RunnerModule } from './job.ts';
import { loadable } from './module-url.ts';

/** Items of work and what is needed to do them, as every thread that takes part holds it. */
export interface Task<Item> {
  /** What the items have in common, e.g. a `Job`: plain data for the runner. */
  readonly work: unknown;
  readonly items: readonly Item[];
  /** Module (URL) of the runner: see `RunnerModule`. */
  readonly runner: string;
  /** One number, shared by all threads: how many items are taken. */
  readonly taken: Int32Array;
}

export function newTask<Item>(work: unknown, items: readonly Item[], runner: string): Task<Item> {
  return { work, items, runner, taken: new Int32Array(new SharedArrayBuffer(4)) };
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
  report: (index: number, result: Promise<unknown>) => Promise<void>,
): Promise<void> {
  let runner: Runner<Item> | undefined;
  const run = async (index: number) => {
    runner ??= await prepare(task);
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

async function prepare<Item>({ work, runner }: Task<Item>): Promise<Runner<Item>> {
  const { prepare } = (await import(loadable(runner))) as RunnerModule<Item, unknown>;
  return prepare(work);
}
