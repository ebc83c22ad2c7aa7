import type { BlockSink, BlockSource, BlockStore } from '../core/block-io.ts';
import { loadable } from './module-url.ts';

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

/** Does items of work, one after the other: made once per thread, used for many items. */
export interface Runner<Item> {
  run(item: Item): unknown;
  close(): void;
}

/** What a module of a runner exports; `work` is what all its items have in common, e.g. a `Job`. */
export interface RunnerModule<Item, Work> {
  prepare(work: Work): Promise<Runner<Item>>;
}

export async function openStore({ store }: Job): Promise<BlockStore> {
  return ((await import(loadable(store))) as { createStore: () => BlockStore }).createStore();
}

/** The kernel of a job, prepared with its arguments. */
export async function prepareKernel<Work>({ kernel }: Job): Promise<Work> {
  const loaded = (await import(loadable(kernel.module))) as { default: (args: unknown) => Work };
  return loaded.default(kernel.args);
}
