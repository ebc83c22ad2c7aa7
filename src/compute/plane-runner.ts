import type { Grid, Values } from '../core/array.ts';
import type { RowBlock } from '../core/block.ts';
import type { BlockStore, OpenSource } from '../core/block-io.ts';
import type { PlaneFunction, PlaneKernel } from '../core/plane.ts';
import type { PlaneJob } from './plane-job.ts';

/** Runs the planes of one job in the current thread: reads, computes, writes. Prepared once, used for many planes. */
export class PlaneRunner {
  private readonly job: PlaneJob;
  private readonly kernel: PlaneFunction<unknown>;
  private readonly store: BlockStore;
  private readonly whole: RowBlock;
  /** inputs that are one raster for all planes, read already */
  private readonly shared = new Map<string, Values>();

  private constructor(job: PlaneJob, kernel: PlaneFunction<unknown>, store: BlockStore) {
    const { length, width } = job;
    this.job = job;
    this.kernel = kernel;
    this.store = store;
    this.whole = { y0: 0, y1: length, width, numPixel: length * width };
  }

  static async prepare(job: PlaneJob): Promise<PlaneRunner> {
    const { createStore } = (await import(job.store)) as { createStore: () => BlockStore };
    const { default: kernel } = (await import(job.kernel.module)) as {
      default: PlaneKernel<unknown, unknown>;
    };
    const runner = new PlaneRunner(job, kernel(job.kernel.args), createStore());
    for (const [name, source] of Object.entries(job.inputs)) {
      const opened = await runner.store.open(source);
      if (opened.planes === 1) runner.shared.set(name, opened.read(runner.whole));
    }
    return runner;
  }

  async run(k: number): Promise<unknown> {
    const { job, store, whole } = this;
    const inputs: Record<string, Grid<Values>> = {};
    for (const [name, source] of Object.entries(job.inputs)) {
      const data = this.shared.get(name) ?? (await openPlane(store, source, k)).read(whole);
      inputs[name] = { data, shape: [job.length, job.width] };
    }
    const { outputs = {}, summary } = this.kernel(inputs, k);
    for (const [name, sink] of Object.entries(job.outputs)) {
      store.write(sink, k, job.length, whole, outputs[name]);
    }
    return summary;
  }

  close(): void {
    this.store.close();
  }
}

function openPlane(store: BlockStore, source: PlaneJob['inputs'][string], k: number): Promise<OpenSource> {
  return store.open({ ...source, planes: [k] });
}
