import type { PlaneJob } from './plane-job.ts';
import { PlaneRunner } from './plane-runner.ts';
import { type Reply, replyOf } from './reply.ts';

/* Entry point of a pool thread for planes. Keeps the prepared runner of the latest job. */

let current: { id: string; runner: Promise<PlaneRunner> } | undefined;

export default async function runPlane(task: { job: PlaneJob; k: number }): Promise<Reply<unknown>> {
  return replyOf(async () => {
    if (current?.id !== task.job.id) {
      const old = current;
      current = { id: task.job.id, runner: PlaneRunner.prepare(task.job) };
      (await old?.runner.catch(() => undefined))?.close();
    }
    return (await current.runner).run(task.k);
  });
}
