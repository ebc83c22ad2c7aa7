import { dirname, join } from 'node:path';
import type { BlockSink, BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { FileError, UnsupportedError } from '../../core/errors.ts';
import type { Attributes, DatasetSpec, H5Values } from '../../io/hdf5/types.ts';
import { assertSameSize, singleRasterAttributes } from '../../io/products/like.ts';
import { makeProduct, type Product, readProduct, source } from '../../io/products/product.ts';
import { dateType } from '../../io/products/timeseries.ts';

/** A series with the delay, or the tide, of every date: absolute, relative to no place and date. */
export interface DelaySeries {
  readonly path: string;
  /** of the product it is made for */
  readonly attributes: Attributes;
  readonly dates: readonly string[];
  readonly length: number;
  readonly width: number;
  /** what else it holds, one value per date */
  readonly extra?: readonly (DatasetSpec & { readonly values: H5Values })[];
}

/** Attributes of a series without the place that it is relative to. */
export function withoutReferencePlace({ REF_LAT: _lat, REF_LON: _lon, ...kept }: Attributes): Attributes {
  return kept;
}

/** Attributes of its file. */
export function attributesOfDelays({ attributes, length, width }: DelaySeries): Attributes {
  const { REF_Y: _y, REF_X: _x, REF_DATE: _d, ...kept } = attributes;
  return singleRasterAttributes({
    ...kept,
    FILE_TYPE: 'timeseries',
    UNIT: 'm',
    LENGTH: String(length),
    WIDTH: String(width),
  });
}

/** Make it; `fill` writes `timeseries` [date, length, width], m, positive toward the satellite. */
export async function makeDelaySeries(
  series: DelaySeries,
  context: Context,
  fill: (timeseries: BlockSink) => Promise<unknown>,
): Promise<void> {
  const { path, dates, length, width, extra = [] } = series;
  const layout = {
    attributes: attributesOfDelays(series),
    datasets: [
      { name: 'timeseries', type: 'f4', shape: [dates.length, length, width] },
      { name: 'date', type: dateType(dates), shape: [dates.length] },
      ...extra.map(({ values: _, ...spec }) => spec),
    ] as const satisfies readonly DatasetSpec[],
  };
  await makeProduct(path, layout, context, async (product) => {
    product.writer.write('date', [...dates]);
    for (const { name, values } of extra) product.writer.write(name, values);
    await fill(product.sink('timeseries'));
  });
}

/** Where a delay series goes by default: beside the geometry it is computed with. */
export function besideGeometry(geometry: string, name: string): string {
  return join(dirname(geometry), name);
}

/**
 * The geometry that a delay is computed with.
 * @param product that is to be corrected: it must have the same pixels
 * @throws {UnsupportedError} in other coordinates than the product, or in radar coordinates without places
 */
export async function readDelayGeometry(path: string, product?: Product): Promise<Product> {
  const geometry = await readProduct(path);
  if (product !== undefined) {
    const kinds = [product, geometry].map(({ facts }) => (facts.isGeocoded ? 'map' : 'radar'));
    if (kinds[0] !== kinds[1])
      throw new UnsupportedError(
        `${product.path} is in ${kinds[0]} coordinates, ${path} in ${kinds[1]} coordinates.`,
        `Give the geometry in ${kinds[0]} coordinates (inputs/geometry${kinds[0] === 'map' ? 'Geo' : 'Radar'}.h5).`,
      );
    assertSameSize(product, geometry);
  }
  if (!geometry.facts.isGeocoded && !geometry.datasets.has('latitude'))
    throw new UnsupportedError(
      `${path} is in radar coordinates and does not tell latitude and longitude of its pixels.`,
      'Geocode series and geometry first; lookup tables on a map (GAMMA, ROI_PAC) do not say where radar pixels are.',
    );
  return geometry;
}

/** Rasters of a geometry file by the names of inputs. @throws {FileError} naming the one that it lacks */
export function geometryInputs<const Name extends string>(
  { path, datasets }: Product,
  names: Readonly<Record<Name, string>>,
): Record<Name, BlockSource> {
  const inputs = {} as Record<Name, BlockSource>;
  for (const [input, name] of Object.entries<string>(names) as [Name, string][]) {
    if (!datasets.has(name))
      throw new FileError(
        `${path} has no ${name}.`,
        `Give a geometry file with ${Object.values(names).join(', ')}.`,
      );
    inputs[input] = source(path, name);
  }
  return inputs;
}
