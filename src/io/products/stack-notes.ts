import { holdPlanes } from './kept-planes.ts';
import { holdSums } from './stack-sums.ts';

/**
 * Change a stack by an edit that moves no bytes and leaves its rasters as they are, such as other interferograms in use or another
 * reference point: what is noted beside it and held before holds afterwards.
 */
export async function keepingNotes(stack: string, edit: () => Promise<void>): Promise<void> {
  const renewals = [await holdSums(stack), holdPlanes(stack)];
  await edit();
  for (const renew of renewals) await renew?.();
}
