import { type MessagePort, parentPort } from 'node:worker_threads';
import type { Workshop } from '../core/kernel.ts';
import { type Reply, replyOf } from './reply.ts';
import { type Task, workThrough } from './task.ts';

/** What a thread tells of an item that it has done, or failed to do. */
export interface ItemReply {
  readonly index: number;
  readonly reply: Reply<unknown>;
}

/** In a thread: take part in every task that comes. */
export function serveTasks(workshop: Workshop): void {
  parentPort?.on('message', ({ task, port }: { task: Task<unknown>; port: MessagePort }) =>
    workThrough(task, workshop, async (index, result) => {
      const message: ItemReply = { index, reply: await replyOf(() => result) };
      port.postMessage(message);
    }),
  );
}
