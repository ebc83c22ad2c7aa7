import { FileError } from '../../core/errors.ts';
import type { HeightCube } from '../../core/geometry/height-cube.ts';
import { unbrokenLongitudes } from '../../core/geometry/longitude.ts';
import type { DatasetInfo, H5Values } from '../hdf5/types.ts';
import type { GunwCube } from './gunw-product.ts';

/** A file whose cubes are read, on this machine or on a server. */
export interface CubeFile {
  readonly path: string;
  readonly datasets: ReadonlyMap<string, DatasetInfo>;
  values(name: string): H5Values | Promise<H5Values>;
}

/**
 * A cube of a product; one without heights has a single level. Several datasets are added up, those of `minus` subtracted.
 * @param isDegrees whether its axes are degrees @throws {FileError} when its shape does not fit its axes
 */
export async function readHeightCube(
  file: CubeFile,
  cube: GunwCube & { readonly minus?: readonly string[] },
  isDegrees: boolean,
): Promise<HeightCube> {
  const numbers = async (name: string) => Float64Array.from((await file.values(name)) as Float64Array);
  const ys = await numbers(cube.ys);
  const xs = isDegrees ? unbrokenLongitudes(await numbers(cube.xs)) : await numbers(cube.xs);
  let heights = cube.heights === undefined ? Float64Array.of(0) : await numbers(cube.heights);
  let values: Float64Array | undefined;
  const terms = [
    ...cube.datasets.map((name) => [name, 1] as const),
    ...(cube.minus ?? []).map((name) => [name, -1] as const),
  ];
  for (const [name, factor] of terms) {
    const info = file.datasets.get(name);
    const shape = info?.shape ?? [];
    // Baselines of NISAR before specification 1.3: at the lowest and the highest level alone.
    if (shape.length === 3 && shape[0] === 2 && heights.length > 2)
      heights = Float64Array.of(heights[0], heights[heights.length - 1]);
    const expected = shape.length === 2 ? [ys.length, xs.length] : [heights.length, ys.length, xs.length];
    if (shape.join() !== expected.join() || (shape.length === 2 && heights.length > 1))
      throw new FileError(
        `${file.path}: ${name} has the shape ${shape.join(' x ')}, its axes ${heights.length} x ${ys.length} x ${xs.length}.`,
        'Download the product again.',
      );
    const more = await numbers(name);
    const fill = Number(info?.attributes['_FillValue'] ?? Number.NaN);
    for (let i = 0; i < more.length; i++) {
      if (more[i] === fill) more[i] = Number.NaN;
      more[i] *= factor;
      if (values !== undefined) more[i] += values[i];
    }
    values = more;
  }
  return { values: values!, heights, ys, xs };
}
