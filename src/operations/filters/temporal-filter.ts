import type { Context } from '../../core/context.ts';
import { OptionError } from '../../core/errors.ts';
import { JUST_MOVING } from '../../core/kernel.ts';
import { makeLike } from '../../io/products/like.ts';
import { source } from '../../io/products/product.ts';
import { readTimeseries, referenceIndex, type Timeseries } from '../../io/products/timeseries.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import type { TemporalFilterArgs } from './temporal-filter-kernel.ts';

export interface DerivativeRequest {
  /** displacement per date */
  readonly timeseries: string;
  readonly outfile: string;
}

export interface TemporalFilterRequest extends DerivativeRequest {
  readonly filter: 'gaussian' | 'median';
  /** standard deviation of the Gaussian, months of 365.25/12 days; or acquisitions over which the median is taken */
  readonly window: number;
}

/** Displacement since the date before, 0 at the first: `mintsar temporal_derivative`. */
export async function differentiate(request: DerivativeRequest, context: Context): Promise<void> {
  assertRequest('differentiate', request, context, ['timeseries', 'outfile']);
  const series = await readTimeseries(request.timeseries);
  await filterSeries(series, { kind: 'derivative', numDate: series.dates.length }, request.outfile, context);
}

/**
 * Smooth every pixel of a time series in time: `mintsar temporal_filter`. The result is relative to the same date.
 * @throws {OptionError} for a window that is not possible
 */
export async function filterInTime(request: TemporalFilterRequest, context: Context): Promise<void> {
  assertRequest('filterInTime', request, context, ['timeseries', 'outfile']);
  const { filter, window, outfile } = request;
  const isMedian = filter === 'median';
  if (!(window > 0 && Number.isFinite(window)) || (isMedian && !Number.isInteger(window)))
    throw new OptionError(
      `A window of ${window} ${isMedian ? 'acquisitions' : 'months'} is not possible.`,
      isMedian ? 'Give a whole number above 0.' : 'Give a number above 0.',
    );
  const series = await readTimeseries(request.timeseries);
  const { dates } = series;
  const reference = referenceIndex(series);
  context.log.info(
    isMedian
      ? `median over ${window} acquisitions, relative to ${dates[reference]}`
      : `Gaussian of ${window} months, relative to ${dates[reference]}`,
  );
  const args: TemporalFilterArgs = isMedian
    ? { kind: 'median', numDate: dates.length, window, reference }
    : { kind: 'gaussian', dates, months: window, reference };
  await filterSeries(series, args, outfile, context);
}

async function filterSeries(
  series: Timeseries,
  args: TemporalFilterArgs,
  outfile: string,
  context: Context,
): Promise<void> {
  const { path, length, width, bperp } = series;
  // Baselines go along with the displacement: relative to its reference date.
  const atReference = bperp?.[referenceIndex(series)] ?? 0;
  const values = bperp && { bperp: bperp.map((value) => value - atReference) };
  const layout = { rasters: ['timeseries'], typeOf: () => 'f4' as const, values };
  await makeLike(outfile, series, layout, context, async (target) => {
    await runBlocks(
      {
        label: args.kind === 'derivative' ? 'difference in time' : 'filter in time',
        length,
        width,
        inputs: { timeseries: source(path, 'timeseries') },
        outputs: { timeseries: target.sink('timeseries') },
        kernel: 'filterInTime',
        args,
        ...JUST_MOVING,
      },
      context,
    );
  });
}
