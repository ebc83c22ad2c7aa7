/** What a kernel gives back for one plane: `Outputs` is one raster per output, [length, width]. */
export type PlaneResult<Outputs extends object, Summary> = {
  /** What the caller is to know of this plane; must be cloneable. */
  readonly summary: Summary;
} & (object extends Outputs ? { readonly outputs?: Outputs } : { readonly outputs: Outputs });

/**
 * Maps the rasters of plane `k` (one interferogram, one date) to its outputs: for work that needs a whole raster at once,
 * such as regions, distances, fits. It may work in place and give a raster of plane `k` back as output, but keep none: the
 * next plane comes in the same memory. A raster that all planes share must stay as it is.
 */
export interface PlaneFunction<Inputs extends object, Outputs extends object = object, Summary = undefined> {
  (inputs: Inputs, k: number): PlaneResult<Outputs, Summary>;
  /** Where the kernel would like a raster of plane `k` to be read, so that it need not copy it; undefined: anywhere. */
  readonly room?: (name: string) => ArrayBufferView | undefined;
}
