import type { Grid, Values } from '../core/array.ts';
import { type RowBlock, withHalo } from '../core/block.ts';
import type { BlockStore, OpenSource } from '../core/block-io.ts';
import type { JobData } from '../core/job.ts';
import type { Runner } from '../core/kernel.ts';
import type { PlaneFunction } from '../core/plane.ts';

type Rasters = Record<string, Grid<Values>>;

/** Rows of a plane that are computed at once: all of them, or a band. */
export interface PlanePart extends RowBlock {
  /** index of the plane in inputs and outputs */
  readonly k: number;
}

interface Input {
  readonly name: string;
  readonly halo: number;
  readonly opened: OpenSource;
}

/** Runs a kernel on planes, or bands of them, in the current thread: reads, computes, writes. `run` returns the summary. */
export async function planeRunner(
  kernel: PlaneFunction<Rasters, Record<string, Values>, unknown>,
  { inputs, outputs, length, width, part }: JobData,
  store: BlockStore,
): Promise<Runner<PlanePart, unknown>> {
  const whole: RowBlock = { y0: 0, y1: length, width, numPixel: length * width };
  const sources: Input[] = [];
  /** inputs that are one raster for all planes, read already */
  const shared = new Map<string, Values>();
  for (const [name, source] of Object.entries(inputs)) {
    const opened = await store.open(source);
    sources.push({ name, halo: source.halo ?? 0, opened });
    if (opened.planes === 1 && source.halo === undefined)
      shared.set(name, await store.reading(() => opened.read(whole)));
  }
  const placeOf = (k: number) => (part !== undefined && 'planes' in part ? part.planes.indexOf(k) : k);
  return {
    run(item) {
      const rasters = store.reading(() => {
        const read: Rasters = {};
        for (const { name, halo, opened } of sources) {
          const { y0, y1 } = withHalo(item, halo, length);
          const data = shared.get(name) ?? opened.read(item, { plane: item.k, room: kernel.room?.(name) });
          read[name] = { data, shape: [y1 - y0, width] };
        }
        return read;
      });
      return rasters instanceof Promise ? rasters.then((read) => work(read, item)) : work(rasters, item);
    },
    close: () => store.close(),
  };

  function work(rasters: Rasters, { k, ...rows }: PlanePart): unknown {
    const { outputs: computed = {}, summary } = kernel(rasters, k, { ...rows, length });
    for (const [name, sink] of Object.entries(outputs)) {
      store.write(sink, placeOf(k), length, rows, computed[name]);
    }
    return summary;
  }
}
