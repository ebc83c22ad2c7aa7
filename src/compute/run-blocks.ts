import type { RowBlock } from '../core/block.ts';
import type { BlockSink, BlockSource, BlockStore } from '../core/block-io.ts';
import type { Context } from '../core/context.ts';
import { type BlockJob, rowBlocks, rowsPerBlock } from './block-job.ts';
import { BlockJournal } from './block-journal.ts';
import { BlockRunner } from './block-runner.ts';
import { compiledUrl } from './module-url.ts';
import { threadPool } from './pool.ts';
import { type Reply, resultOf } from './reply.ts';
import { stopIfAborted } from './stop.ts';

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
  /** Bytes the whole job must move before threads are worth starting. */
  readonly minBytesForThreads?: number;
}

const MIN_BYTES_FOR_THREADS = 48 << 20;
let nextId = 0;

/**
 * Run a kernel over the whole image: the one mechanism behind every per-pixel and per-date step. Blocks of rows are
 * read, computed and written within the memory budget, in this thread or in a pool; the result has the same bits for
 * any number of threads and any block size. A run that is killed goes on from its finished blocks when it is started
 * again on the same inputs (see BlockJournal).
 *
 * @returns the kernel's row sums in row order, [length] entries or none
 */
export async function runBlocks(work: BlockWork, context: Context): Promise<Float64Array[]> {
  const { length, width } = work;
  const job: BlockJob = {
    id: `${process.pid}-${nextId++}`,
    length,
    width,
    inputs: work.inputs,
    outputs: work.outputs ?? {},
    kernel: work.kernel,
    store: work.store,
  };
  const { bytesPerPixel, chunkRows } = await measure(job, work.workspace ?? 0);
  const total = bytesPerPixel * length * width;
  const enough = total >= (work.minBytesForThreads ?? MIN_BYTES_FOR_THREADS);
  const workers = enough ? Math.max(1, context.workers) : 1;
  const rows = rowsPerBlock(length, width, bytesPerPixel, context.maxMemory, workers, chunkRows);
  const blocks = rowBlocks(length, width, rows);
  const sums: (readonly Float64Array[] | undefined)[] = new Array(blocks.length);
  let done = 0;
  const journal = new BlockJournal(job);
  const todo: number[] = [];
  for (const [index, block] of blocks.entries()) {
    sums[index] = journal.lookUp(block);
    if (sums[index] === undefined) todo.push(index);
    else done += block.y1 - block.y0;
  }
  if (done > 0) context.log.info(`${work.label}: ${done} of ${length} rows were finished before`);
  const finish = (index: number, result: readonly Float64Array[] | undefined): void => {
    sums[index] = result;
    journal.finish(blocks[index], result);
    done += blocks[index].y1 - blocks[index].y0;
    context.progress(work.label, done, length);
  };
  context.progress(work.label, done, length);
  const pending = { blocks, todo };
  if (workers === 1 || todo.length < 2) await runHere(job, pending, context, finish);
  else await runInPool(job, pending, workers, context, finish);
  return sums.flatMap((rowSums) => rowSums ?? []);
}

interface Pending {
  readonly blocks: readonly RowBlock[];
  /** indices of the blocks that are still to do */
  readonly todo: readonly number[];
}

type Finish = (index: number, rowSums: readonly Float64Array[] | undefined) => void;

async function runHere(
  job: BlockJob,
  { blocks, todo }: Pending,
  context: Context,
  finish: Finish,
): Promise<void> {
  const runner = await BlockRunner.prepare(job);
  try {
    for (const index of todo) {
      stopIfAborted(context);
      finish(index, runner.run(blocks[index]));
      await new Promise(setImmediate); // lets signals and progress through
    }
  } finally {
    runner.close();
  }
}

async function runInPool(
  job: BlockJob,
  { blocks, todo }: Pending,
  workers: number,
  context: Context,
  finish: Finish,
): Promise<void> {
  const pool = await threadPool(workers);
  const compiled: BlockJob = {
    ...job,
    kernel: { ...job.kernel, module: compiledUrl(job.kernel.module) },
    store: compiledUrl(job.store),
  };
  let next = 0;
  const feed = async (): Promise<void> => {
    while (next < todo.length) {
      const index = todo[next++];
      stopIfAborted(context);
      const reply = await pool.run({ job: compiled, block: blocks[index] });
      finish(index, resultOf(reply as Reply<readonly Float64Array[] | undefined>));
    }
  };
  await Promise.all(Array.from({ length: workers }, feed));
}

async function measure(
  job: BlockJob,
  workspace: number,
): Promise<{ bytesPerPixel: number; chunkRows: number }> {
  const { createStore } = (await import(job.store)) as { createStore: () => BlockStore };
  const store = createStore();
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
