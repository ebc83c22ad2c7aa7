import type { Grid, Values } from '../core/array.ts';
import type { RowBlock } from '../core/block.ts';
import type { OpenSource } from '../core/block-io.ts';
import type { PlaneFunction } from '../core/plane.ts';
import { type Job, openStore, prepareKernel, type Runner } from './job.ts';

/** Runs planes of a job in the current thread: reads, computes, writes. `run` returns the kernel's summary. */
export async function prepare(job: Job): Promise<Runner<number>> {
  const { length, width } = job;
  const whole: RowBlock = { y0: 0, y1: length, width, numPixel: length * width };
  const store = await openStore(job);
  const kernel = await prepareKernel<PlaneFunction<unknown>>(job);
  const sources: [name: string, source: OpenSource][] = [];
  /** inputs that are one raster for all planes, read already */
  const shared = new Map<string, Values>();
  for (const [name, source] of Object.entries(job.inputs)) {
    const opened = await store.open(source);
    sources.push([name, opened]);
    if (opened.planes === 1) shared.set(name, opened.read(whole));
  }
  return {
    run(k) {
      const inputs: Record<string, Grid<Values>> = {};
      for (const [name, source] of sources) {
        const data = shared.get(name) ?? source.read(whole, { plane: k, room: kernel.room?.(name) });
        inputs[name] = { data, shape: [length, width] };
      }
      const { outputs = {}, summary } = kernel(inputs, k);
      for (const [name, sink] of Object.entries(job.outputs)) {
        store.write(sink, k, length, whole, outputs[name]);
      }
      return summary;
    },
    close: () => store.close(),
  };
}
