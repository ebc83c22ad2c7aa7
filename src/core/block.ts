import type { Values } from './array.ts';

/** A band of image rows that is computed on its own: rows `y0` to `y1` (exclusive), all columns. */
export interface RowBlock {
  readonly y0: number;
  readonly y1: number;
  readonly width: number;
  /** (y1 − y0) · width */
  readonly numPixel: number;
}

/**
 * The rows that are read for some of them by who looks `halo` rows beyond.
 * @param length rows of the image
 */
export function withHalo(
  { y0, y1 }: Pick<RowBlock, 'y0' | 'y1'>,
  halo: number,
  length: number,
): Pick<RowBlock, 'y0' | 'y1'> {
  return { y0: Math.max(0, y0 - halo), y1: Math.min(length, y1 + halo) };
}

/** Where a pixel of the image lies among the pixels of a block; undefined when it is not in it. */
export function indexInBlock(
  pixel: { readonly y: number; readonly x: number } | undefined,
  { y0, y1, width }: RowBlock,
): number | undefined {
  if (pixel === undefined || pixel.y < y0 || pixel.y >= y1) return undefined;
  return (pixel.y - y0) * width + pixel.x;
}

/** Arrays by name, each [planes, numPixel] in the order of the block's pixels. */
export type BlockArrays = Record<string, Values>;

/** What a kernel gives back for one block: `Outputs` is one array per output, [planes, numPixel]. */
export type BlockResult<Outputs extends object = object> = {
  /**
   * Sums for quantities of the whole image, one entry per row of the block, so that adding them up in row order gives
   * the same bits however the image was cut.
   */
  readonly rowSums?: readonly Float64Array[];
} & (object extends Outputs ? { readonly outputs?: Outputs } : { readonly outputs: Outputs });

/**
 * Maps the inputs of a block to its outputs. Must treat every pixel alike wherever the block begins and ends, and keep
 * nothing of the inputs: the next block comes in the same memory. That memory is the kernel's own while it runs, so it
 * may work in place and give an input back as output. Outputs are written before the next block comes.
 */
export interface BlockFunction<Inputs extends object, Outputs extends object = object> {
  (inputs: Inputs, block: RowBlock): BlockResult<Outputs>;
  /** Where the kernel would like an input of a block to be read, so that it need not copy it; undefined: anywhere. */
  readonly room?: (name: string, block: RowBlock) => ArrayBufferView | undefined;
}
