import { existsSync, statSync } from 'node:fs';
import { withH5 } from '../hdf5/file.ts';
import type { Attributes } from '../hdf5/types.ts';

/**
 * Whether a product needs no new run: it is there, readable, not older than its inputs, and was made with the same
 * options (`attributes`, as stored by this program or by MintPy; a missing one counts as `None`).
 */
export async function isUpToDate(
  output: string,
  inputs: readonly string[],
  attributes: Attributes = {},
): Promise<boolean> {
  if (!existsSync(output)) return false;
  const made = statSync(output).mtimeMs;
  if (inputs.some((input) => existsSync(input) && statSync(input).mtimeMs > made)) return false;
  try {
    return await withH5(output, (file) =>
      Object.entries(attributes).every(([key, value]) => (file.attributes[key] ?? 'None') === value),
    );
  } catch {
    return false; // unreadable: make it again
  }
}
