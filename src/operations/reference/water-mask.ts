import type { Context } from '../../core/context.ts';
import type { Product } from '../../io/products/product.ts';
import { readMask, readProduct, writeProduct } from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';

/**
 * Copy the water mask of the geometry (1 = land) into a file of its own, without the pixels whose latitude or longitude
 * is 0: no radar sees them. A mask newer than the geometry is left alone, so that it may be edited by hand.
 *
 * @returns whether there is a water mask
 */
export async function makeWaterMask(geometry: string, outfile: string, context: Context): Promise<boolean> {
  const product: Product = await readProduct(geometry);
  if (!product.datasets.has('waterMask')) return false;
  if (await isMadeBy(outfile, { from: [geometry] })) return true;
  const { data } = await readMask(geometry, 'waterMask');
  const before = count(data);
  await leaveUnseen(data, product);
  const { length, width, attributes } = product;
  const land = count(data);
  context.log.info(
    `water mask: ${land} of ${data.length} pixels are land${before > land ? `, ${before - land} left out for a latitude or longitude of 0` : ''}`,
  );
  await writeProduct(
    outfile,
    { NO_DATA_VALUE: 'none', ...attributes, FILE_TYPE: 'waterMask', DATA_TYPE: 'bool', UNIT: '1' },
    [{ name: 'waterMask', type: 'bool', shape: [length, width], values: data }],
    context,
  );
  return true;
}

/** The mask that `makeWaterMask` makes, 1 = land; undefined when the geometry has none. */
export async function landMask(geometry: string): Promise<Uint8Array | undefined> {
  const product = await readProduct(geometry);
  if (!product.datasets.has('waterMask')) return undefined;
  const { data } = await readMask(geometry, 'waterMask');
  await leaveUnseen(data, product);
  return data;
}

async function leaveUnseen(mask: Uint8Array, { path, datasets }: Product): Promise<void> {
  for (const coordinate of ['latitude', 'longitude']) {
    if (!datasets.has(coordinate)) continue;
    const { data: seen } = await readMask(path, coordinate);
    for (let p = 0; p < mask.length; p++) mask[p] &= seen[p];
  }
}

function count(mask: Uint8Array): number {
  return mask.reduce((sum, value) => sum + value, 0);
}
