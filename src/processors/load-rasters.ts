import { moduleUrl } from '../compute/module-url.ts';
import { planesAtOnce } from '../compute/run-planes.ts';
import { shareWork } from '../compute/share-work.ts';
import { newTask } from '../compute/task.ts';
import { sinkOf } from '../io/block-store.ts';
import type { PackedChunk } from '../io/hdf5/chunk-writer.ts';
import { typeSize } from '../io/hdf5/datatype.ts';
import type { H5Writer } from '../io/hdf5/types.ts';
import type { DatasetWork, RasterItem, StackWork } from './stack-runner.ts';

/** What loading may use of the machine, and how it can be stopped. */
export interface LoadThreads {
  /** default 1 */
  readonly workers?: number;
  /** bytes, default 4 GB */
  readonly maxMemory?: number;
  /** Pixels are so many bytes in all before threads are worth starting. */
  readonly minBytesForThreads?: number;
  readonly signal?: { readonly aborted: boolean };
}

/** A dataset to fill: its name in the file, and its rasters. */
export interface DatasetToFill extends Pick<DatasetWork, 'type' | 'method' | 'layers'> {
  readonly name: string;
}

const WORKSPACE = 8 << 20;

/**
 * Fill datasets of a file with the rasters of their layers, which threads share: each reads its raw files and writes
 * into the file under construction by itself. Packed chunks are stored by this thread, in the order of the rasters, so
 * that the file is the same for any number of threads.
 */
export async function loadRasters(
  datasets: readonly DatasetToFill[],
  { reduction, resizeTo }: Omit<StackWork, 'datasets'>,
  writer: H5Writer,
  { workers = 1, maxMemory = 4 * 2 ** 30, minBytesForThreads = 32 << 20, signal }: LoadThreads,
  progress: (done: number, total: number) => void,
): Promise<void> {
  const work: StackWork = {
    reduction,
    resizeTo,
    datasets: datasets.map(({ name, type, method, layers }) => {
      const packing = writer.packing(name);
      const sink = packing ? undefined : sinkOf(writer, name, layers.length, typeSize(type));
      return { type, method, layers, sink, packing };
    }),
  };
  const items = datasets.flatMap(({ layers }, dataset): RasterItem[] =>
    layers.map((_, pair) => ({ dataset, pair })),
  );
  const [{ length, width }] = datasets[0].layers;
  const wholeRasters = resizeTo ? 4 * (length * width + resizeTo.length * resizeTo.width) : 0;
  const isLarge = 4 * length * width * items.length >= minBytesForThreads;
  const threads = isLarge ? planesAtOnce(WORKSPACE + wholeRasters, maxMemory, workers, items.length) : 1;
  const waiting = new Map<number, readonly PackedChunk[]>();
  let stored = 0;
  let done = 0;
  const task = newTask(work, items, moduleUrl('processors/stack-runner'));
  await shareWork(task, threads, { signal }, (index, chunks) => {
    waiting.set(index, chunks as readonly PackedChunk[]);
    for (let next = waiting.get(stored); next !== undefined; next = waiting.get(stored)) {
      for (const chunk of next) writer.writeChunk(datasets[items[stored].dataset].name, chunk);
      waiting.delete(stored++);
    }
    progress(++done, items.length);
  });
}
