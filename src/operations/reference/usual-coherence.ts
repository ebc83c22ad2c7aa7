import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Product, readProduct } from '../../io/products/product.ts';
import { FILES } from '../work-files.ts';

/**
 * The average coherence that the workflow left near a file, of the same size: `avgSpatialCoh.h5`, with the `geo_` of the
 * file, beside it or, for `inputs/ifgramStack.h5`, beside its folder.
 */
export async function usualCoherence({ path, length, width }: Product): Promise<string | undefined> {
  const folder = dirname(path);
  const name = (basename(path).startsWith('geo_') ? 'geo_' : '') + FILES.avgSpatialCoh;
  for (const file of [join(folder, name), join(folder, '..', name)]) {
    if (!existsSync(file)) continue;
    const size = await readProduct(file);
    if (size.length === length && size.width === width) return file;
  }
  return undefined;
}
