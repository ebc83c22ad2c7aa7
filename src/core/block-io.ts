import type { Box, Values } from './array.ts';
import type { RowBlock } from './block.ts';

/** A dataset to read blocks from: planes × length × width, or length × width. */
export interface BlockSource {
  /** of a file, or an http(s) address */
  readonly path: string;
  readonly dataset: string;
  /** Indices along the first axis, in the order the kernel wants them; all when left out. */
  readonly planes?: readonly number[];
  /** Rows that are read whatever the block: for kernels that look anywhere in them. */
  readonly rows?: Pick<RowBlock, 'y0' | 'y1'>;
  /**
   * Part of the raster that is read in place of all of it: row 0 of a block is its first row. It may reach beyond the
   * raster, where there is nothing: what is read is the part of a block that is there.
   */
  readonly window?: Box;
  /** Rows above and below a block that are read along with it, as far as the raster has them: see {@link withHalo}. */
  readonly halo?: number;
  /** Rows of the raster to one row of a block, for kernels that make an image smaller; 1 when left out. */
  readonly rowsPerRow?: number;
}

/** Where a kernel's output goes: contiguous values inside a file that is laid out already. */
export interface BlockSink {
  readonly path: string;
  /** first byte of plane 0 */
  readonly address: number;
  /** of the values as they stand in the file, in the store's words */
  readonly type: string;
  readonly bytesPerValue: number;
  readonly planes: number;
  /** file beside it that notes what is finished (see WorkJournal), if another run can go on from there */
  readonly journal?: string;
  /** Set when the values are added to a file that can be read meanwhile: tells what it holds until all is written. */
  readonly addedTo?: string;
}

export interface OpenSource {
  readonly planes: number;
  readonly bytesPerValue: number;
  /** rows that are decoded together; 1 when rows can be read one by one */
  readonly chunkRows: number;
  /** its bytes lie as they are on this machine: nothing is decoded, nothing brought */
  readonly isCopied: boolean;
  /**
   * [planes, numPixel]; the values stand until the next read, which may use the same memory.
   * @param plane an index among the planes of the source: [numPixel] of that plane alone
   * @param room where the values are wanted; they may still come elsewhere
   */
  read(block: RowBlock, wish?: { readonly plane?: number; readonly room?: ArrayBufferView }): Values;
}

/** How the block engine reaches files without knowing their format. */
export interface BlockStore {
  open(source: BlockSource): Promise<OpenSource>;
  /** Run code that reads from open sources, and does nothing else: where bytes are on a server they are brought and it runs again. */
  reading<T>(read: () => T): T | Promise<T>;
  /**
   * Write the rows of one plane of a block; `length` is that of the whole image. Values of another type than the sink's
   * become that type.
   */
  write(sink: BlockSink, plane: number, length: number, block: RowBlock, values: Values): void;
  close(): void;
}
