import type { Context } from '../../core/context.ts';
import { OptionError } from '../../core/errors.ts';
import { assertSameSize, makeLike, singleRasterAttributes } from '../../io/products/like.ts';
import { nameOfPair, pairedRasters } from '../../io/products/paired-rasters.ts';
import { type Product, source } from '../../io/products/product.ts';
import { readTimeseries } from '../../io/products/timeseries.ts';
import { isSeries, readTypedProduct } from '../../io/products/typed-product.ts';
import { subtractSeries } from '../corrections/difference-series.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';

export interface SumRequest {
  /** two or more; two when they are time series */
  readonly files: readonly string[];
  readonly outfile: string;
  /** leave dates that the second series lacks as they are, instead of stopping */
  readonly force?: boolean;
}

/**
 * Sum of files: `mintsar add`. A second time series is brought to the reference date and pixel of the first beforehand, and
 * exact zeros of the first (no data) stay 0. Of other files every raster they have in common is added, as float32; where
 * some have no data the others count alone.
 *
 * @throws {OptionError} for one file, or more than two time series  @throws {ShapeError} for files of other sizes
 */
export async function addFiles(request: SumRequest, context: Context): Promise<void> {
  assertRequest('addFiles', request, context, ['files[]', 'outfile']);
  const [first, ...others] = await Promise.all(request.files.map(readTypedProduct));
  if (others.length === 0)
    throw new OptionError(`There is nothing to add to ${request.files[0]}.`, 'Name two files or more.');
  for (const other of others) assertSameSize(first, other);
  if (!isSeries(first)) return addRasters(first, others, request, context);
  if (others.length > 1) {
    throw new OptionError(
      `${others.length} files are to be added to ${first.path}, which is a time series.`,
      'Add one at a time.',
    );
  }
  const [second] = others;
  const other = isSeries(second) ? second : await readTimeseries(second.path); // which says what is wrong
  await subtractSeries({ ...request, first, other, adds: true }, context);
}

async function addRasters(
  first: Product,
  others: readonly Product[],
  { outfile }: SumRequest,
  context: Context,
): Promise<void> {
  const pairs = pairedRasters(first, others);
  const rasters = pairs.map(({ name }) => name);
  context.log.info(`sum of ${pairs.map(({ name, theirs }) => nameOfPair(name, theirs)).join(', ')}`);
  const attributes = singleRasterAttributes(first.attributes);
  const { length, width } = first;
  await makeLike(outfile, first, { attributes, rasters, typeOf: () => 'f4' }, context, async (product) => {
    for (const { name, theirs } of pairs) {
      const inputs = others.map((other, n) => [`other${n}`, source(other.path, theirs[n])]);
      await runBlocks(
        {
          label: 'sum',
          length,
          width,
          inputs: { first: source(first.path, name), ...Object.fromEntries(inputs) },
          outputs: { sum: product.sink(name) },
          kernel: 'add',
          args: {},
        },
        context,
      );
    }
  });
}
