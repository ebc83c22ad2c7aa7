import type { RowBlock } from '../core/block.ts';
import type { BlockSink, BlockSource } from '../core/block-io.ts';
import type { Context } from '../core/context.ts';
import { type Job, openStore } from './job.ts';
import { moduleUrl } from './module-url.ts';
import { rowBlocks, rowsPerBlock } from './row-blocks.ts';
import { shareWork } from './share-work.ts';
import { newTask } from './task.ts';
import { threadsWorth } from './threads-worth.ts';
import { jobJournal } from './work-journal.ts';

export interface BlockWork {
  /** What is being done, for the progress bar: "inverting". */
  readonly label: string;
  readonly length: number;
  readonly width: number;
  readonly inputs: Readonly<Record<string, BlockSource>>;
  readonly outputs?: Readonly<Record<string, BlockSink>>;
  readonly kernel: { readonly module: string; readonly args: unknown };
  readonly store: string;
  /** Bytes the kernel itself needs per pixel, besides inputs and outputs. */
  readonly workspace?: number;
  /** Bytes to move that are worth a thread: starting one takes as long. */
  readonly bytesPerThread?: number;
}

/** A kernel's sums for the rows of a block, if it makes any. */
type RowSums = readonly Float64Array[] | undefined;

const BYTES_PER_THREAD = 32 << 20;

/**
 * Run a kernel over the whole image: the one mechanism behind every per-pixel and per-date step. Blocks of rows are
 * read, computed and written within the memory budget, in this thread or in a pool; the result has the same bits for
 * any number of threads and any block size. A run that is killed goes on from its finished blocks when it is started
 * again on the same inputs (see jobJournal).
 *
 * @returns the kernel's row sums in row order, [length] entries or none
 */
export async function runBlocks(work: BlockWork, context: Context): Promise<Float64Array[]> {
  const { length, width } = work;
  const job: Job = {
    length,
    width,
    inputs: work.inputs,
    outputs: work.outputs ?? {},
    kernel: work.kernel,
    store: work.store,
  };
  const { bytesPerPixel, chunkRows } = await measure(job, work.workspace ?? 0);
  const total = bytesPerPixel * length * width;
  const workers = threadsWorth(total, work.bytesPerThread ?? BYTES_PER_THREAD, context.workers);
  const rows = rowsPerBlock(length, width, bytesPerPixel, context.maxMemory, workers, chunkRows);
  const blocks = rowBlocks(length, width, rows, workers, chunkRows);
  const sums: RowSums[] = new Array(blocks.length);
  let done = 0;
  const journal = jobJournal<RowBlock>(job, ({ y0, y1 }) => `${y0}-${y1}`);
  const todo: RowBlock[] = [];
  for (const [index, block] of blocks.entries()) {
    const known = journal.lookUp(block);
    if (known === undefined) todo.push(block);
    else {
      sums[index] = known.result as RowSums;
      done += block.y1 - block.y0;
    }
  }
  if (done > 0) context.log.info(`${work.label}: ${done} of ${length} rows were finished before`);
  context.progress(work.label, done, length);
  const task = newTask(job, todo, moduleUrl('compute/block-runner'));
  await shareWork(task, workers, context, (index, result) => {
    const block = todo[index];
    sums[blocks.indexOf(block)] = result as RowSums;
    journal.finish(block, result);
    done += block.y1 - block.y0;
    context.progress(work.label, done, length);
  });
  return sums.flatMap((rowSums) => rowSums ?? []);
}

async function measure(job: Job, workspace: number): Promise<{ bytesPerPixel: number; chunkRows: number }> {
  const store = await openStore(job);
  try {
    let bytesPerPixel = workspace;
    let chunkRows = 1;
    for (const source of Object.values(job.inputs)) {
      const open = await store.open(source);
      bytesPerPixel += open.planes * open.bytesPerValue;
      chunkRows = Math.max(chunkRows, open.chunkRows);
    }
    for (const sink of Object.values(job.outputs)) bytesPerPixel += sink.planes * sink.bytesPerValue;
    return { bytesPerPixel: Math.max(1, bytesPerPixel), chunkRows };
  } finally {
    store.close();
  }
}
