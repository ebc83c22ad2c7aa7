import type { HeightCube } from '../../core/geometry/height-cube.ts';
import type { GunwCube, GunwProduct } from '../../io/gunw/gunw-product.ts';
import { readHeightCube } from '../../io/gunw/height-cubes.ts';
import type { ProductFiles } from './product-files.ts';

/** A cube of a product; one without heights has a single level. @throws {FileError} when its shape does not fit its axes */
export async function readCube(
  product: GunwProduct,
  cube: GunwCube,
  files: ProductFiles,
): Promise<HeightCube> {
  const { datasets } = await files.file(product);
  const values = (name: string) => files.read(product, name);
  return readHeightCube({ path: product.path, datasets, values }, cube, product.epsg === 4326);
}
