import type { Context } from '../../core/context.ts';
import { UnsupportedError } from '../../core/errors.ts';
import { readTimeseries } from '../../io/products/timeseries.ts';
import { assertRequest } from '../request.ts';
import { subtractSeries } from './difference-series.ts';

export interface DelayRequest {
  /** file of displacement per date, m */
  readonly timeseries: string;
  /**
   * file of delay per date, m, in the sense of displacement (positive toward the satellite): absolute, or relative to
   * any date and pixel; it may lack dates
   */
  readonly delay: string;
  readonly outfile: string;
  /** the delay has the opposite sense: it is added */
  readonly isTurned?: boolean;
}

/**
 * Remove a delay, whatever made it: weather models, tides and the ionosphere come as files with the delay of every date.
 * Dates that the file lacks stay uncorrected (see {@link subtractSeries}).
 *
 * @returns dates that stay uncorrected
 * @throws {UnsupportedError} when the delay is on another grid
 */
export async function subtractDelay(request: DelayRequest, context: Context): Promise<readonly string[]> {
  assertRequest('subtractDelay', request, context, ['timeseries', 'delay', 'outfile']);
  const { timeseries, delay, outfile, isTurned } = request;
  const [first, other] = [await readTimeseries(timeseries), await readTimeseries(delay)];
  if (first.length !== other.length || first.width !== other.width) {
    throw new UnsupportedError(
      `${delay} has ${other.length} x ${other.width} pixels where ${timeseries} has ${first.length} x ${first.width}.`,
      'Put the delay of this grid there, or switch the correction off in the template.',
    );
  }
  return subtractSeries({ first, other, outfile, force: true, adds: isTurned }, context);
}
