import type { MessagePort, Worker } from 'node:worker_threads';
import { breathe, type DoItems } from './inline.ts';
import { helperThreads } from './pool.ts';
import { resultOf } from './reply.ts';
import type { ItemReply } from './serve.ts';
import { stopIfAborted } from './stop.ts';
import { closeTask, newTask, type Task, workThrough } from './task.ts';

/**
 * Do items in this thread and `count` − 1 others. This one begins at once, the others join when they have started:
 * starting them costs no time. Returns when every item is done; after a failure or a stop, when no thread is at work any
 * more, so that the files may be put away.
 */
export function inThreads(count: number): DoItems {
  return async (job, items, workshop, context, finish) => {
    if (items.length === 0) return;
    stopIfAborted(context);
    const task = newTask(job, items, count);
    let failure: { readonly error: unknown } | undefined;
    let settled = 0;
    let due = items.length;
    let wake = () => {};
    const allSettled = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const fail = (error: unknown) => {
      failure ??= { error };
      due = Math.min(due, closeTask(task));
    };
    const settle = async (index: number, result: Promise<unknown>) => {
      try {
        finish(index, await result);
        if (settled + 1 < due) stopIfAborted(context);
      } catch (error) {
        fail(error);
      }
      if (++settled === due) wake();
    };
    const helpers = helperThreads(Math.min(count, items.length) - 1).map((thread) =>
      startHelper(thread, task, {
        reply: ({ index, reply }) => settle(index, Promise.resolve(reply).then(resultOf)),
        crash(error) {
          fail(error);
          wake();
        },
      }),
    );
    try {
      await workThrough(task, workshop, async (index, result) => {
        await settle(index, result);
        await breathe();
      });
      await allSettled;
    } finally {
      for (const release of helpers) release();
    }
    if (failure !== undefined) throw failure.error;
  };
}

/** What comes back from a thread. */
interface HelperEvents {
  reply(message: ItemReply): void;
  /** the thread is dead: out of memory, or a bug */
  crash(error: unknown): void;
}

/** Let a thread take part. @returns how to stop listening to it */
function startHelper(thread: Worker, task: Task<unknown>, { reply, crash }: HelperEvents): () => void {
  // A channel of its own: it keeps the process alive as long as the task lasts, and no other task's replies come by.
  const { MessageChannel } = process.getBuiltinModule('node:worker_threads');
  const { port1, port2 }: { port1: MessagePort; port2: MessagePort } = new MessageChannel();
  port1.on('message', reply);
  const ended = (code: number) => crash(new Error(`A thread ended by itself (code ${code}).`));
  thread.on('error', crash);
  thread.on('exit', ended);
  thread.postMessage({ task, port: port2 }, [port2]);
  return () => {
    port1.close();
    thread.off('error', crash);
    thread.off('exit', ended);
  };
}
