import type { BlockSink, BlockSource } from '../core/block-io.ts';

/** A piece of work that maps rasters to rasters, plane by plane. Plain data: any thread can take it. */
export interface PlaneJob {
  readonly id: string;
  readonly length: number;
  readonly width: number;
  readonly inputs: Readonly<Record<string, BlockSource>>;
  readonly outputs: Readonly<Record<string, BlockSink>>;
  /** Module (URL) whose default export is a `PlaneKernel`, and its arguments. */
  readonly kernel: { readonly module: string; readonly args: unknown };
  /** Module (URL) that opens sources and sinks: see `BlockStore`. */
  readonly store: string;
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
