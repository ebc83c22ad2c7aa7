import type { BlockSink, BlockSource, BlockStore } from '../core/block-io.ts';
import { builtUrl } from './module-url.ts';

/** A piece of work that maps datasets to datasets. Plain data: any thread can take it. */
export interface Job {
  readonly length: number;
  readonly width: number;
  readonly inputs: Readonly<Record<string, BlockSource>>;
  readonly outputs: Readonly<Record<string, BlockSink>>;
  /** Module (URL) whose default export is a `BlockKernel` or `PlaneKernel`, and its arguments. */
  readonly kernel: { readonly module: string; readonly args: unknown };
  /** Module (URL) that opens sources and sinks: see `BlockStore`. */
  readonly store: string;
}

/** Does the items of one job, one after the other: made once per thread, used for many items. */
export interface Runner<Item> {
  run(item: Item): unknown;
  close(): void;
}

/** What a module of a runner exports. */
export interface RunnerModule<Item> {
  prepare(job: Job): Promise<Runner<Item>>;
}

/** The job with its modules where other threads can load them. */
export function builtJob(job: Job): Job {
  const kernel = { ...job.kernel, module: builtUrl(job.kernel.module) };
  return { ...job, kernel, store: builtUrl(job.store) };
}

export async function openStore({ store }: Job): Promise<BlockStore> {
  return ((await import(store)) as { createStore: () => BlockStore }).createStore();
}

/** The kernel of a job, prepared with its arguments. */
export async function prepareKernel<Work>({ kernel }: Job): Promise<Work> {
  const loaded = (await import(kernel.module)) as { default: (args: unknown) => Work };
  return loaded.default(kernel.args);
}
