import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Product, readProduct } from '../../io/products/product.ts';

/**
 * The mask that hides unreliable pixels of velocity and time series: `maskTempCoh.h5`, else `maskResInv.h5`, beside
 * the file, with its `geo_`, when it is of the same size; none for stacks of phase velocity and for files masked
 * already (`msk` in the name).
 */
export async function usualMask({ path, fileType, length, width }: Product): Promise<string | undefined> {
  const name = basename(path);
  if (!['velocity', 'timeseries'].includes(fileType) || name.includes('msk')) return undefined;
  if (/PhaseVelocity/.test(name)) return undefined;
  const prefix = name.startsWith('geo_') ? 'geo_' : '';
  const mask = ['maskTempCoh.h5', 'maskResInv.h5']
    .map((file) => join(dirname(path), prefix + file))
    .find((file) => existsSync(file));
  if (mask === undefined) return undefined;
  const size = await readProduct(mask);
  return size.length === length && size.width === width ? mask : undefined;
}
