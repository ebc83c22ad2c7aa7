import type { Context } from '../../core/context.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { resizeTables } from '../../core/geometry/resample/resize.ts';
import { pythonFloat } from '../../core/python-float.ts';
import type { DatasetInfo } from '../../io/hdf5/types.ts';
import { makeLike } from '../../io/products/like.ts';
import { type Product, readProduct, source } from '../../io/products/product.ts';
import { runPlanes } from '../engine.ts';
import { fillOf, isFloat } from './fill-value.ts';

/**
 * A map with pixels of another size over the same area, in a file of its own: floats by bilinear interpolation, masks and
 * whole numbers by the nearest pixel.
 * @param step of rows and columns wanted; whole numbers of them fill the area as well as they can
 */
export async function rescaleMap(
  product: Product,
  outfile: string,
  step: Pick<MapGrid, 'yStep' | 'xStep'>,
  rasters: readonly DatasetInfo[],
  context: Context,
): Promise<Product> {
  const { length, width, facts, path } = product;
  const { map } = facts;
  const size = {
    length: Math.max(1, Math.round((length * map.yStep) / step.yStep)),
    width: Math.max(1, Math.round((width * map.xStep) / step.xStep)),
  };
  const attributes = {
    ...product.attributes,
    LENGTH: String(size.length),
    WIDTH: String(size.width),
    Y_STEP: pythonFloat(step.yStep),
    X_STEP: pythonFloat(step.xStep),
  };
  const { nearest, linear } = resizeTables(product, size);
  const layout = { attributes, rasters: rasters.map(({ name }) => name), size };
  await makeLike(outfile, product, layout, context, async ({ sink }) => {
    for (const { name, type, shape } of rasters) {
      const numPlane = shape.slice(0, -2).reduce((a, b) => a * b, 1);
      await runPlanes(
        {
          label: `rescaling ${name}`,
          ...size,
          planes: Array.from({ length: numPlane }, (_, k) => k),
          inputs: { values: { ...source(path, name), rows: { y0: 0, y1: length } } },
          outputs: { values: sink(name) },
          kernel: 'geocode',
          args: {
            sourceShape: [length, width],
            table: isFloat(type) && length > 1 && width > 1 ? linear : nearest,
            fill: fillOf(type, Number.NaN),
          },
        },
        context,
      );
    }
  });
  return readProduct(outfile);
}
