import type { BlockSink, BlockSource, BlockStore } from '../core/block-io.ts';
import type { Context } from '../core/context.ts';
import { compiledUrl, moduleUrl } from './module-url.ts';
import { type PlaneJob, planesAtOnce } from './plane-job.ts';
import { PlaneRunner } from './plane-runner.ts';
import { threadPool } from './pool.ts';
import { type Reply, resultOf } from './reply.ts';
import { stopIfAborted } from './stop.ts';

export interface PlaneWork {
  /** What is being done, for the progress bar: "bridging". */
  readonly label: string;
  readonly length: number;
  readonly width: number;
  /** Which planes, as indices along the first axis of inputs and outputs alike. */
  readonly planes: readonly number[];
  /** Datasets of which plane k is read; one with a single raster is read once and given with every plane. */
  readonly inputs: Readonly<Record<string, BlockSource>>;
  readonly outputs?: Readonly<Record<string, BlockSink>>;
  readonly kernel: { readonly module: string; readonly args: unknown };
  readonly store: string;
  /** Bytes the kernel itself needs per pixel, besides inputs and outputs. */
  readonly workspace?: number;
  /** Bytes the whole job must move before threads are worth starting. */
  readonly minBytesForThreads?: number;
}

const MIN_BYTES_FOR_THREADS = 16 << 20;
let nextId = 0;

/**
 * Run a kernel over whole planes, one interferogram or date at a time: for work that no row block can do alone. Planes
 * are independent; threads share them within the memory budget, and the result has the same bits for any number of
 * threads.
 *
 * @returns the kernel's summaries in the order of `planes`
 */
export async function runPlanes<Summary>(work: PlaneWork, context: Context): Promise<Summary[]> {
  const { length, width, planes, label } = work;
  const job: PlaneJob = {
    id: `${process.pid}-planes-${nextId++}`,
    length,
    width,
    inputs: work.inputs,
    outputs: work.outputs ?? {},
    kernel: work.kernel,
    store: work.store,
  };
  const bytesPerPlane = Math.max(1, (await bytesPerPixel(job, work.workspace ?? 0)) * length * width);
  const isLarge = bytesPerPlane * planes.length >= (work.minBytesForThreads ?? MIN_BYTES_FOR_THREADS);
  const workers = isLarge
    ? planesAtOnce(bytesPerPlane, context.maxMemory, context.workers, planes.length)
    : 1;
  const summaries = new Array<Summary>(planes.length);
  let done = 0;
  const finish = (index: number, summary: unknown): void => {
    summaries[index] = summary as Summary;
    context.progress(label, ++done, planes.length);
  };
  context.progress(label, 0, planes.length);
  if (workers === 1) await runHere(job, planes, context, finish);
  else await runInPool(job, planes, workers, context, finish);
  return summaries;
}

type Finish = (index: number, summary: unknown) => void;

async function runHere(job: PlaneJob, planes: readonly number[], context: Context, finish: Finish) {
  const runner = await PlaneRunner.prepare(job);
  try {
    for (const [index, k] of planes.entries()) {
      stopIfAborted(context);
      finish(index, await runner.run(k));
      await new Promise(setImmediate); // lets signals and progress through
    }
  } finally {
    runner.close();
  }
}

async function runInPool(
  job: PlaneJob,
  planes: readonly number[],
  workers: number,
  context: Context,
  finish: Finish,
) {
  // The pool keeps its size for all work; fewer planes under way is a matter of feeding it less.
  const pool = await threadPool(Math.max(1, context.workers));
  const filename = compiledUrl(moduleUrl(import.meta.url, './plane-worker'));
  const compiled: PlaneJob = {
    ...job,
    kernel: { ...job.kernel, module: compiledUrl(job.kernel.module) },
    store: compiledUrl(job.store),
  };
  let next = 0;
  let failed = false;
  const feed = async (): Promise<void> => {
    for (let index = next++; index < planes.length && !failed; index = next++) {
      stopIfAborted(context);
      const reply = (await pool.run({ job: compiled, k: planes[index] }, { filename })) as Reply<unknown>;
      finish(index, resultOf(reply));
    }
  };
  const feeds = Array.from({ length: workers }, () =>
    feed().catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  // All threads must have let go of the files before the caller puts things away.
  await Promise.allSettled(feeds);
  await Promise.all(feeds);
}

async function bytesPerPixel(job: PlaneJob, workspace: number): Promise<number> {
  const { createStore } = (await import(job.store)) as { createStore: () => BlockStore };
  const store = createStore();
  try {
    let bytes = workspace;
    for (const source of Object.values(job.inputs)) bytes += (await store.open(source)).bytesPerValue;
    for (const sink of Object.values(job.outputs)) bytes += sink.bytesPerValue;
    return bytes;
  } finally {
    store.close();
  }
}
