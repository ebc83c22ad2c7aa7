import type { Box } from '../../core/array.ts';
import type { BlockSource } from '../../core/block-io.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { mainDataset, type Product, readRaster } from '../../io/products/product.ts';
import type { ChosenRaster } from './chosen-rasters.ts';
import { exportedValues, type ValueRules } from './value-rules.ts';

/** A chosen raster as it is exported, in memory: for formats that are read as a whole. */
export async function rasterValues(
  product: Product,
  { values, minus }: ChosenRaster,
  rules: Omit<ValueRules, 'type'>,
  { mask, box }: { readonly mask?: Product; readonly box?: Box } = {},
): Promise<Float32Array> {
  const read = (source: BlockSource) => readPlane(product, source, box);
  const masking =
    mask && (await withProduct(mask.path, (file) => readRaster(file, mask, mainDataset(mask), box).data));
  const companions = { ...(minus && { minus: await read(minus) }), ...(masking && { mask: masking }) };
  return exportedValues(await read(values), { ...rules, type: 'f4' }, companions) as Float32Array;
}

function readPlane(
  { length, width }: Product,
  { path, dataset, planes }: BlockSource,
  box: Box = { y0: 0, x0: 0, y1: length, x1: width },
): Promise<Float32Array> {
  return withProduct(path, (file) => {
    const count = [box.y1 - box.y0, box.x1 - box.x0];
    const start = [box.y0, box.x0];
    const slab =
      planes === undefined ? { start, count } : { start: [planes[0], ...start], count: [1, ...count] };
    const values = file.read(dataset, slab);
    return values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>);
  });
}
