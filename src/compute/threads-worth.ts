/**
 * How many threads work is worth that moves so many bytes: on a machine of many cores small work is done before the last
 * one has started.
 */
export function threadsWorth(bytes: number, bytesPerThread: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(bytes / bytesPerThread)));
}
