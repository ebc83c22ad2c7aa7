import type { RowBlock } from './block.ts';

/** What a kernel gives back for one plane: `Outputs` is one raster per output, [length, width], or of the rows wanted. */
export type PlaneResult<Outputs extends object, Summary> = {
  /** What the caller is to know of this plane; must be cloneable. */
  readonly summary: Summary;
} & (object extends Outputs ? { readonly outputs?: Outputs } : { readonly outputs: Outputs });

/** Which rows of a plane a kernel is to compute. All of them, unless the sources of the work say how far it looks (`halo`). */
export interface PlaneRows extends RowBlock {
  /** rows of the whole plane */
  readonly length: number;
}

/**
 * Maps the rasters of plane `k` (one interferogram, one date) to its outputs: for work that needs a whole raster at once,
 * such as regions, distances, fits. It may work in place and give a raster of plane `k` back as output, but keep none: the
 * next plane comes in the same memory. A raster that all planes share must stay as it is.
 */
export interface PlaneFunction<Inputs extends object, Outputs extends object = object, Summary = undefined> {
  /**
   * @param inputs rasters of the plane; of sources with a halo the rows wanted and those around them
   * @param rows those wanted
   */
  (inputs: Inputs, k: number, rows: PlaneRows): PlaneResult<Outputs, Summary>;
  /** Where the kernel would like a raster of plane `k` to be read, so that it need not copy it; undefined: anywhere. */
  readonly room?: (name: string) => ArrayBufferView | undefined;
}
