import type { RowBlock } from '../core/block.ts';

/**
 * Rows per block such that all threads together stay within the memory budget.
 * @param bytesPerPixel inputs, outputs and workspace of the kernel
 */
export function rowsPerBlock(
  length: number,
  width: number,
  bytesPerPixel: number,
  maxMemory: number,
  workers: number,
  chunkRows: number,
): number {
  const share = Math.min(maxMemory / workers, BLOCK_BYTES);
  const rows = Math.max(1, Math.floor(share / (bytesPerPixel * width)));
  if (workers === 1 && rows >= length && bytesPerPixel * width * length <= WHOLE_BYTES) return length;
  // Enough blocks to keep every thread busy to the end, whole chunks where data must be decoded.
  const even = Math.max(1, Math.min(rows, Math.ceil(length / (BLOCKS_PER_THREAD * workers))));
  return chunkRows > 1 ? Math.max(chunkRows, Math.floor(even / chunkRows) * chunkRows) : even;
}

/**
 * Rows per band of a plane of which a kernel needs some rows around those it computes. A band should stay in the caches, and
 * hold so many rows that those which are read, decoded and looked at twice are few.
 * @param bytesPerRow inputs, outputs and workspace of the kernel
 * @param halo rows above and below that are read along
 */
export function rowsPerBand(
  length: number,
  bytesPerRow: number,
  halo: number,
  maxMemory: number,
  chunkRows: number,
): number {
  const inCaches = Math.floor(BAND_BYTES / bytesPerRow);
  const worthIt = BAND_PER_HALO * Math.max(halo, chunkRows > 1 ? chunkRows : 0);
  const fit = Math.floor(maxMemory / bytesPerRow) - 2 * halo;
  const rows = Math.max(1, Math.min(length, fit, Math.max(inCaches, worthIt)));
  if (rows === length) return length;
  return chunkRows > 1 && rows > chunkRows ? Math.floor(rows / chunkRows) * chunkRows : rows;
}

const BAND_BYTES = 12 << 20;
const BAND_PER_HALO = 8;

/** Larger blocks gain nothing once a read is some megabytes long, and fall out of the caches. */
const BLOCK_BYTES = 128 << 20;
const BLOCKS_PER_THREAD = 8;
/** Images of no more are not cut for one thread: several blocks come in the same memory, which is less to be cleared. */
const WHOLE_BYTES = 16 << 20;

/**
 * Rows of an image in blocks. Towards the end they shrink, so that no thread waits long for the last one.
 * @param chunkRows no block but the last ends elsewhere than at multiples of them, if `rows` and `first` are such
 */
export function rowBlocks(
  first: number,
  end: number,
  width: number,
  rows: number,
  workers = 1,
  chunkRows = 1,
): RowBlock[] {
  const blocks: RowBlock[] = [];
  const least = Math.ceil(rows / 4);
  for (let y0 = first; y0 < end; ) {
    const share = workers === 1 ? rows : Math.max(least, Math.ceil((end - y0) / (2 * workers)));
    const y1 = Math.min(end, y0 + Math.min(rows, chunkRows * Math.ceil(share / chunkRows)));
    blocks.push({ y0, y1, width, numPixel: (y1 - y0) * width });
    y0 = y1;
  }
  return blocks;
}
