import type { BlockArrays, BlockFunction, RowBlock } from '../core/block.ts';
import type { BlockStore, OpenSource } from '../core/block-io.ts';
import type { JobData } from '../core/job.ts';
import type { Runner } from '../core/kernel.ts';

/** Runs a kernel on blocks of rows in the current thread: reads, computes, writes. `run` returns the row sums. */
export async function rowRunner(
  kernel: BlockFunction<BlockArrays, BlockArrays>,
  { inputs, outputs, length, part }: JobData,
  store: BlockStore,
): Promise<Runner<RowBlock, unknown>> {
  const sources: [name: string, source: OpenSource][] = [];
  for (const [name, source] of Object.entries(inputs)) sources.push([name, await store.open(source)]);
  const { y0: first, y1: end } = part !== undefined && 'y0' in part ? part : { y0: 0, y1: length };
  return {
    run(block) {
      const read = store.reading(() =>
        Object.fromEntries(
          sources.map(([name, source]) => [name, source.read(block, { room: kernel.room?.(name, block) })]),
        ),
      );
      return read instanceof Promise ? read.then((arrays) => work(arrays, block)) : work(read, block);
    },
    close: () => store.close(),
  };

  function work(read: BlockArrays, block: RowBlock): unknown {
    const { outputs: computed = {}, rowSums } = kernel(read, block);
    const place = { ...block, y0: block.y0 - first, y1: block.y1 - first };
    for (const [name, sink] of Object.entries(outputs)) {
      const values = computed[name];
      for (let k = 0; k < sink.planes; k++) {
        const rows = values.subarray(k * block.numPixel, (k + 1) * block.numPixel);
        store.write(sink, k, end - first, place, rows);
      }
    }
    return rowSums;
  }
}
