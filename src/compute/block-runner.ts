import type { BlockFunction, BlockKernel, RowBlock } from '../core/block.ts';
import type { BlockStore, OpenSource } from '../core/block-io.ts';
import type { BlockJob } from './block-job.ts';

/** Runs the blocks of one job in the current thread: reads, computes, writes. Prepared once, used for many blocks. */
export class BlockRunner {
  private readonly job: BlockJob;
  private readonly kernel: BlockFunction;
  private readonly store: BlockStore;
  private readonly sources: ReadonlyMap<string, OpenSource>;

  private constructor(
    job: BlockJob,
    kernel: BlockFunction,
    store: BlockStore,
    sources: Map<string, OpenSource>,
  ) {
    this.job = job;
    this.kernel = kernel;
    this.store = store;
    this.sources = sources;
  }

  static async prepare(job: BlockJob): Promise<BlockRunner> {
    const { createStore } = (await import(job.store)) as { createStore: () => BlockStore };
    const { default: kernel } = (await import(job.kernel.module)) as { default: BlockKernel<unknown> };
    const store = createStore();
    const sources = new Map<string, OpenSource>();
    for (const [name, source] of Object.entries(job.inputs)) sources.set(name, await store.open(source));
    return new BlockRunner(job, kernel(job.kernel.args), store, sources);
  }

  run(block: RowBlock): readonly Float64Array[] | undefined {
    const inputs = Object.fromEntries([...this.sources].map(([name, source]) => [name, source.read(block)]));
    const { outputs = {}, rowSums } = this.kernel(inputs, block);
    for (const [name, sink] of Object.entries(this.job.outputs)) {
      const values = outputs[name];
      for (let k = 0; k < sink.planes; k++) {
        const rows = values.subarray(k * block.numPixel, (k + 1) * block.numPixel);
        this.store.write(sink, k, this.job.length, block, rows);
      }
    }
    return rowSums;
  }

  close(): void {
    this.store.close();
  }
}
