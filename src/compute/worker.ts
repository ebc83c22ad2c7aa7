import type { RowBlock } from '../core/block.ts';
import type { BlockJob } from './block-job.ts';
import { BlockRunner } from './block-runner.ts';
import { type Reply, replyOf } from './reply.ts';

/* Entry point of a pool thread. Keeps the prepared runner of the latest job, since blocks of one job come in a row. */

let current: { id: string; runner: Promise<BlockRunner> } | undefined;

export default async function runBlock(task: {
  job: BlockJob;
  block: RowBlock;
}): Promise<Reply<readonly Float64Array[] | undefined>> {
  return replyOf(async () => {
    if (current?.id !== task.job.id) {
      const old = current;
      current = { id: task.job.id, runner: BlockRunner.prepare(task.job) };
      (await old?.runner.catch(() => undefined))?.close();
    }
    return (await current.runner).run(task.block);
  });
}
