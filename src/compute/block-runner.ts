import type { BlockFunction, RowBlock } from '../core/block.ts';
import type { OpenSource } from '../core/block-io.ts';
import { type Job, openStore, prepareKernel, type Runner } from './job.ts';

/** Runs row blocks of a job in the current thread: reads, computes, writes. `run` returns the kernel's row sums. */
export async function prepare(job: Job): Promise<Runner<RowBlock>> {
  const store = await openStore(job);
  const kernel = await prepareKernel<BlockFunction>(job);
  const sources: [name: string, source: OpenSource][] = [];
  for (const [name, source] of Object.entries(job.inputs)) sources.push([name, await store.open(source)]);
  return {
    run(block) {
      const inputs = Object.fromEntries(
        sources.map(([name, source]) => [name, source.read(block, { room: kernel.room?.(name, block) })]),
      );
      const { outputs = {}, rowSums } = kernel(inputs, block);
      for (const [name, sink] of Object.entries(job.outputs)) {
        const values = outputs[name];
        for (let k = 0; k < sink.planes; k++) {
          const rows = values.subarray(k * block.numPixel, (k + 1) * block.numPixel);
          store.write(sink, k, job.length, block, rows);
        }
      }
      return rowSums;
    },
    close: () => store.close(),
  };
}
