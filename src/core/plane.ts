import type { Grid, Values } from './array.ts';

/** Whole rasters by name. */
export type PlaneArrays = Readonly<Record<string, Grid<Values>>>;

/** What a kernel gives back for one plane. */
export interface PlaneResult<Summary> {
  /** One raster per output, [length, width]. */
  readonly outputs?: Readonly<Record<string, Values>>;
  /** What the caller is to know of this plane; must be cloneable. */
  readonly summary: Summary;
}

/**
 * Maps the rasters of plane `k` (one interferogram, one date) to its outputs. It may work in place and give a raster of
 * plane `k` back as output, but keep none: the next plane comes in the same memory. A raster that all planes share must
 * stay as it is.
 */
export interface PlaneFunction<Summary> {
  (inputs: PlaneArrays, k: number): PlaneResult<Summary>;
  /** Where the kernel would like a raster of plane `k` to be read, so that it need not copy it; undefined: anywhere. */
  readonly room?: (name: string) => ArrayBufferView | undefined;
}

/**
 * Default export of a kernel module whose work needs a whole raster at once: regions, distances, fits.
 * `args` must be cloneable, because the module is loaded anew in every thread.
 */
export type PlaneKernel<Args, Summary> = (args: Args) => PlaneFunction<Summary>;
