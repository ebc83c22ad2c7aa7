import type { Grid, Values } from '../core/array.ts';
import type { RowBlock } from '../core/block.ts';
import type { BlockStore, OpenSource } from '../core/block-io.ts';
import type { JobData } from '../core/job.ts';
import type { Runner } from '../core/kernel.ts';
import type { PlaneFunction } from '../core/plane.ts';

type Rasters = Record<string, Grid<Values>>;

/** Runs a kernel on whole planes in the current thread: reads, computes, writes. `run` returns the summary. */
export async function planeRunner(
  kernel: PlaneFunction<Rasters, Record<string, Values>, unknown>,
  { inputs, outputs, length, width, part }: JobData,
  store: BlockStore,
): Promise<Runner<number, unknown>> {
  const whole: RowBlock = { y0: 0, y1: length, width, numPixel: length * width };
  const sources: [name: string, source: OpenSource][] = [];
  /** inputs that are one raster for all planes, read already */
  const shared = new Map<string, Values>();
  for (const [name, source] of Object.entries(inputs)) {
    const opened = await store.open(source);
    sources.push([name, opened]);
    if (opened.planes === 1) shared.set(name, await store.reading(() => opened.read(whole)));
  }
  const placeOf = (k: number) => (part !== undefined && 'planes' in part ? part.planes.indexOf(k) : k);
  return {
    run(k) {
      const rasters = store.reading(() => {
        const read: Rasters = {};
        for (const [name, source] of sources) {
          const data = shared.get(name) ?? source.read(whole, { plane: k, room: kernel.room?.(name) });
          read[name] = { data, shape: [length, width] };
        }
        return read;
      });
      return rasters instanceof Promise ? rasters.then((read) => work(read, k)) : work(rasters, k);
    },
    close: () => store.close(),
  };

  function work(rasters: Rasters, k: number): unknown {
    const { outputs: computed = {}, summary } = kernel(rasters, k);
    for (const [name, sink] of Object.entries(outputs)) {
      store.write(sink, placeOf(k), length, whole, computed[name]);
    }
    return summary;
  }
}
