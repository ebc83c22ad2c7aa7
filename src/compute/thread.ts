import { type MessagePort, parentPort } from 'node:worker_threads';
import { type Reply, replyOf } from './reply.ts';
import { type Task, workThrough } from './task.ts';

/* Entry point of a thread of the pool. */

/** What a thread tells of an item that it has done, or failed to do. */
export interface ItemReply {
  readonly index: number;
  readonly reply: Reply<unknown>;
}

parentPort?.on('message', ({ task, port }: { task: Task<unknown>; port: MessagePort }) =>
  workThrough(task, async (index, result) => {
    const message: ItemReply = { index, reply: await replyOf(() => result) };
    port.postMessage(message);
  }),
);
