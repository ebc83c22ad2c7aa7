import type { BlockSink, BlockSource } from './block-io.ts';

/** A piece of work for a kernel of a table. Plain data: any thread or process can take it. */
export interface Job {
  /** name in the table of kernels */
  readonly kernel: string;
  readonly args: unknown;
  /** What large arguments were made from, plain data: journals keep this in place of their values. */
  readonly madeFrom?: unknown;
  /** datasets that the kernel maps; a kernel that reads and writes by itself has none */
  readonly data?: JobData;
}

export interface JobData {
  readonly length: number;
  readonly width: number;
  readonly inputs: Readonly<Record<string, BlockSource>>;
  readonly outputs: Readonly<Record<string, BlockSink>>;
  /** part of the work; the outputs hold nothing else. All when left out. */
  readonly part?: Part;
}

/** Rows `y0` to `y1` (exclusive) of every plane, or whole planes by their index in inputs and outputs. */
export type Part = { readonly y0: number; readonly y1: number } | { readonly planes: readonly number[] };

/** Work on datasets, before it is cut. */
export interface Work {
  /** What is being done, for the progress bar: "inverting". */
  readonly label: string;
  readonly job: Job & { readonly data: JobData };
  /** all of it */
  readonly extent: Part;
  /** Bytes the kernel itself needs per pixel, besides inputs and outputs. */
  readonly workspace: number;
  /** Bytes to move that are worth a thread: starting one takes as long. */
  readonly bytesPerThread: number;
}
