import { FileError } from '../../core/errors.ts';
import type { HeightCube } from '../../core/geometry/height-cube.ts';
import { unbrokenLongitudes } from '../../core/geometry/longitude.ts';
import type { GunwCube, GunwProduct } from '../../io/gunw/gunw-product.ts';
import type { ProductFiles } from './product-files.ts';

/** A cube of a product; one without heights has a single level. @throws {FileError} when its shape does not fit its axes */
export async function readCube(
  product: GunwProduct,
  cube: GunwCube,
  files: ProductFiles,
): Promise<HeightCube> {
  const numbers = async (name: string) =>
    Float64Array.from((await files.read(product, name)) as Float64Array);
  const ys = await numbers(cube.ys);
  const xs = product.epsg === 4326 ? unbrokenLongitudes(await numbers(cube.xs)) : await numbers(cube.xs);
  let heights = cube.heights === undefined ? Float64Array.of(0) : await numbers(cube.heights);
  const file = await files.file(product);
  let values: Float64Array | undefined;
  for (const name of cube.datasets) {
    const info = file.datasets.get(name);
    const shape = info?.shape ?? [];
    // Baselines of NISAR before specification 1.3: at the lowest and the highest level alone.
    if (shape.length === 3 && shape[0] === 2 && heights.length > 2)
      heights = Float64Array.of(heights[0], heights[heights.length - 1]);
    const expected = shape.length === 2 ? [ys.length, xs.length] : [heights.length, ys.length, xs.length];
    if (shape.join() !== expected.join() || (shape.length === 2 && heights.length > 1))
      throw new FileError(
        `${product.path}: ${name} has the shape ${shape.join(' x ')}, its axes ${heights.length} x ${ys.length} x ${xs.length}.`,
        'Download the product again.',
      );
    const more = await numbers(name);
    const fill = Number(info?.attributes['_FillValue'] ?? Number.NaN);
    for (let i = 0; i < more.length; i++) {
      if (more[i] === fill) more[i] = Number.NaN;
      if (values !== undefined) more[i] += values[i];
    }
    values = more;
  }
  return { values: values!, heights, ys, xs };
}
