import type { Config } from '../../config/index.ts';
import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { readProduct, source } from '../../io/products/product.ts';
import type { Timeseries } from '../../io/products/timeseries.ts';
import type { VelocityRequest } from './velocity-request.ts';

/** Two methods fall back to the residue when they lack what they need. */
export function uncertaintyInUse(
  { options }: VelocityRequest,
  { log }: Context,
): Partial<Config['timeFunc']> {
  const { uncertaintyQuantification: wanted } = options;
  const lacks =
    wanted === 'covariance' && options.timeSeriesCovFile === null
      ? 'no covariance file is given'
      : wanted === 'bootstrap' && options.bootstrapCount <= 1
        ? 'the bootstrap count is not above 1'
        : undefined;
  if (lacks === undefined) return {};
  log.warn(`${lacks}: standard deviations come from the residue instead of ${wanted}`);
  return { uncertaintyQuantification: 'residue' };
}

/** Planes of the covariance file for the dates in use: [numDate · numDate] of a full one, [numDate] of a diagonal. */
export async function covarianceSource(
  series: Timeseries,
  used: readonly number[],
  options: Config['timeFunc'],
): Promise<Record<string, BlockSource>> {
  const path = options.timeSeriesCovFile;
  if (options.uncertaintyQuantification !== 'covariance' || path === null) return {};
  const covariance = await readProduct(path);
  const shape = covariance.datasets.get('timeseries')?.shape ?? [];
  const dates = covariance.datasets.has('date')
    ? await withH5(path, (file) => file.read('date') as string[])
    : [];
  if (dates.length === 0 || shape.slice(0, -2).some((size) => size !== dates.length))
    throw new FileError(
      `${path} is no covariance of dates: it has ${[...covariance.datasets.keys()].join(', ') || 'no dataset'}.`,
      'Give a file with date and timeseries (dates x dates, or dates alone), made by ifgram_inversion --calc-cov.',
    );
  assertSameSize(series, covariance);
  const place = used.map((k) => dates.indexOf(series.dates[k]));
  const missing = place.indexOf(-1);
  if (missing >= 0) {
    throw new FileError(
      `${path} has no covariance for ${series.dates[used[missing]]}.`,
      'Make it from the same stack.',
    );
  }
  const planes = shape.length === 4 ? place.flatMap((i) => place.map((j) => i * dates.length + j)) : place;
  return { covariance: source(path, 'timeseries', planes) };
}
