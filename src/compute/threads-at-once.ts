/** What decides how many threads share work. */
export interface WorkSize {
  /** to be moved in all */
  readonly bytes: number;
  /** Bytes to move that are worth a thread: starting one takes as long. */
  readonly bytesPerThread: number;
  readonly numItem: number;
  /** memory that an item takes while it is worked on */
  readonly bytesPerItem: number;
}

/**
 * How many threads share work: no more than are asked for, than there are items, than it is worth (on a machine of many
 * cores small work is done before the last one has started), and than the memory budget allows. One always goes ahead:
 * an item cannot be cut.
 */
export function threadsAtOnce(
  { bytes, bytesPerThread, numItem, bytesPerItem }: WorkSize,
  { workers, maxMemory }: { readonly workers: number; readonly maxMemory: number },
): number {
  const worth = Math.floor(bytes / bytesPerThread);
  return Math.max(1, Math.min(workers, numItem, worth, Math.floor(maxMemory / bytesPerItem)));
}
