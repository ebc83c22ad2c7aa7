import type { BlockSink, BlockSource } from '../core/block-io.ts';
import type { Context } from '../core/context.ts';
import { type Job, openStore } from './job.ts';
import { moduleUrl } from './module-url.ts';
import { shareWork } from './share-work.ts';
import { newTask } from './task.ts';
import { threadsWorth } from './threads-worth.ts';
import { jobJournal } from './work-journal.ts';

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
  /** Bytes to move that are worth a thread: starting one takes as long. */
  readonly bytesPerThread?: number;
}

const BYTES_PER_THREAD = 16 << 20;

/**
 * Run a kernel over whole planes, one interferogram or date at a time: for work that no row block can do alone. Planes
 * are independent; threads share them within the memory budget, and the result has the same bits for any number of
 * threads. A run that is killed goes on from its finished planes when it is started again on the same inputs
 * (see jobJournal).
 *
 * @returns the kernel's summaries in the order of `planes`
 */
export async function runPlanes<Summary>(work: PlaneWork, context: Context): Promise<Summary[]> {
  const { length, width, planes, label } = work;
  const job: Job = {
    length,
    width,
    inputs: work.inputs,
    outputs: work.outputs ?? {},
    kernel: work.kernel,
    store: work.store,
  };
  const bytesPerPlane = Math.max(1, (await bytesPerPixel(job, work.workspace ?? 0)) * length * width);
  const total = bytesPerPlane * planes.length;
  const threads = threadsWorth(total, work.bytesPerThread ?? BYTES_PER_THREAD, context.workers);
  const workers = planesAtOnce(bytesPerPlane, context.maxMemory, threads, planes.length);
  const summaries = new Array<Summary>(planes.length);
  const journal = jobJournal<number>(job, String);
  const todo: number[] = [];
  for (const [index, k] of planes.entries()) {
    const known = journal.lookUp(k);
    if (known === undefined) todo.push(index);
    else summaries[index] = known.result as Summary;
  }
  let done = planes.length - todo.length;
  if (done > 0) context.log.info(`${label}: ${done} of ${planes.length} were finished before`);
  context.progress(label, done, planes.length);
  const items = todo.map((index) => planes[index]);
  const task = newTask(job, items, moduleUrl('compute/plane-runner'));
  await shareWork(task, workers, context, (index, summary) => {
    summaries[todo[index]] = summary as Summary;
    journal.finish(items[index], summary);
    context.progress(label, ++done, planes.length);
  });
  return summaries;
}

/**
 * How many planes may be worked on at the same time: as many as there are threads and planes, fewer when that many
 * would exceed the memory budget. One always goes ahead: a plane cannot be cut.
 */
export function planesAtOnce(
  bytesPerPlane: number,
  maxMemory: number,
  workers: number,
  numPlane: number,
): number {
  return Math.max(1, Math.min(workers, numPlane, Math.floor(maxMemory / bytesPerPlane)));
}

async function bytesPerPixel(job: Job, workspace: number): Promise<number> {
  const store = await openStore(job);
  try {
    let bytes = workspace;
    for (const source of Object.values(job.inputs)) bytes += (await store.open(source)).bytesPerValue;
    for (const sink of Object.values(job.outputs)) bytes += sink.bytesPerValue;
    return bytes;
  } finally {
    store.close();
  }
}
