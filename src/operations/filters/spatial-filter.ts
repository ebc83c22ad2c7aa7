import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import {
  prepareSpatialFilter,
  SPATIAL_FILTERS,
  type SpatialFilterName,
} from '../../core/filters/spatial-filter.ts';
import { JUST_MOVING } from '../../core/kernel.ts';
import { h5Attributes, isRaster, makeLike, singleRasterAttributes } from '../../io/products/like.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { describeProduct, type Product, type ProductWriter, source } from '../../io/products/product.ts';
import { locateSlice } from '../../io/products/slices.ts';
import { isSeries, isStack, readTypedProduct } from '../../io/products/typed-product.ts';
import { runBlocks, runPlanes } from '../engine.ts';
import { assertRequest } from '../request.ts';

export interface SpatialFilterRequest {
  readonly file: string;
  /** datasets, or single rasters by their names (`timeseries-20180104`), that are filtered; all when empty or left out */
  readonly datasets?: readonly string[];
  readonly filter: SpatialFilterName;
  /** what the filter takes: standard deviation, side or radius in pixels; the usual ones when left out */
  readonly parameters?: readonly number[];
  readonly outfile: string;
}

/** Filters that compute for much longer than a raster takes to move, and the bytes per pixel they need besides it. */
const SLOW: Partial<Record<SpatialFilterName, number>> = { canny: 10, median: 4 };

/**
 * Filter rasters in space: `mintsar spatial_filter`. Everything that is not named is copied.
 * @throws {OptionError} for parameters that the filter cannot use @throws {FileError} for datasets that are not there
 */
export async function filterInSpace(request: SpatialFilterRequest, context: Context): Promise<void> {
  assertRequest('filterInSpace', request, context, ['file', 'outfile']);
  const { file, filter, parameters, outfile } = request;
  const { reach } = prepareSpatialFilter(filter, parameters); // which says what is wrong before a file is touched
  const takesNone = SPATIAL_FILTERS[filter].parameters.length === 0;
  if (takesNone && parameters !== undefined)
    context.log.warn(`the filter ${filter} takes no parameter: ${parameters.join(' ')} does not matter`);
  const product = await readTypedProduct(file);
  const rasters = [...product.datasets.values()].filter((info) => isRaster(product, info));
  const chosen = await chosenPlanes(product, request.datasets ?? []);
  const isEdges = filter === 'canny';
  context.log.info(
    `filter ${filter} ${(parameters ?? SPATIAL_FILTERS[filter].defaults).join(' ')} in ${[...chosen.keys()].join(', ')}`,
  );
  const own = h5Attributes(product);
  const layout = {
    attributes: isSeries(product) || isStack(product) ? own : singleRasterAttributes(own),
    typeOf: (type: (typeof rasters)[number]['type'], name: string) => {
      const planes = chosen.get(name);
      if (planes === undefined) return type;
      return isEdges && planes === 'all' ? 'bool' : 'f4';
    },
  };
  await makeLike(outfile, product, layout, context, async (target) => {
    for (const { name, shape } of rasters) {
      const planes = chosen.get(name);
      const numPlane = shape.slice(0, -2).reduce((a, b) => a * b, 1);
      if (planes === undefined) await copyRaster(product, name, target, context);
      else
        await runPlanes(
          {
            label: `filtering ${name}`,
            length: product.length,
            width: product.width,
            planes: Array.from({ length: numPlane }, (_, k) => k),
            inputs: { values: { ...source(file, name), halo: reach } },
            outputs: { values: target.sink(name) },
            kernel: 'filterInSpace',
            args: { filter, parameters, planes: planes === 'all' ? undefined : planes },
            workspace: SLOW[filter] ?? 0,
            ...(SLOW[filter] === undefined ? JUST_MOVING : undefined),
          },
          context,
        );
    }
  });
}

async function copyRaster(
  { path, length, width }: Product,
  name: string,
  target: ProductWriter,
  context: Context,
): Promise<void> {
  await runBlocks(
    {
      label: `copying ${name}`,
      length,
      width,
      inputs: { values: source(path, name) },
      outputs: { values: target.sink(name) },
      kernel: 'copy',
      args: {},
    },
    context,
  );
}

/** Planes to filter by dataset. */
async function chosenPlanes(
  product: Product,
  names: readonly string[],
): Promise<Map<string, 'all' | number[]>> {
  const rasters = [...product.datasets.values()].filter((info) => isRaster(product, info));
  if (names.length === 0) return new Map(rasters.map(({ name }) => [name, 'all']));
  return withProduct(product.path, (file) => {
    describeProduct(file);
    const chosen = new Map<string, 'all' | number[]>();
    for (const name of names) {
      const info = product.datasets.get(name);
      if (info !== undefined && !isRaster(product, info))
        throw new FileError(
          `${product.path}:${name} is no raster (${info.shape.join(' x ')}).`,
          `It has: ${rasters.map((raster) => raster.name).join(', ')}.`,
        );
      const { dataset, plane } = info === undefined ? locateSlice(file, name) : { dataset: name };
      const known = chosen.get(dataset);
      if (plane === undefined) chosen.set(dataset, 'all');
      else if (known !== 'all') chosen.set(dataset, [...(known ?? []), plane]);
    }
    return chosen;
  });
}
