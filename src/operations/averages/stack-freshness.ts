import { existsSync, statSync } from 'node:fs';
import { withH5 } from '../../io/hdf5/file.ts';
import { type IfgramStack, modificationTime } from '../../io/products/ifgram-stack.ts';

/**
 * Whether a product made from a dataset of the stack is there, readable, and not older than that dataset. The dataset's
 * own MODIFICATION_TIME counts: the file changes for other reasons too, such as a new reference point.
 */
export async function isNewerThanDataset(
  output: string,
  stack: Pick<IfgramStack, 'path' | 'datasets'> & Parameters<typeof modificationTime>[0],
  dataset: string,
): Promise<boolean> {
  if (!existsSync(output)) return false;
  const changed = modificationTime(stack, dataset) ?? statSync(stack.path).mtimeMs / 1000;
  if (statSync(output).mtimeMs / 1000 < changed) return false;
  try {
    return await withH5(output, () => true);
  } catch {
    return false;
  }
}
