import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { makeLike } from '../../io/products/like.ts';
import { source } from '../../io/products/product.ts';
import type { Timeseries } from '../../io/products/timeseries.ts';
import { withUncorrectedDates } from '../../io/products/uncorrected-dates.ts';
import type { DifferenceArgs } from './difference-kernel.ts';
import { difference, valuesAtReferenceOf } from './difference-run.ts';
import type { SeriesSubtraction } from './series-subtraction.ts';

/** What a series is and when, without its values: they may be still to be made. */
type SeriesOutline = Pick<Timeseries, 'path' | 'dates' | 'attributes'>;

export interface SeriesDifference<Other = Timeseries> {
  readonly first: Timeseries;
  readonly other: Other;
  readonly outfile: string;
  /** leave dates that `other` lacks as they are, instead of stopping */
  readonly force?: boolean;
  /** add the other instead */
  readonly adds?: boolean;
}

/**
 * One series minus another (or plus, when told so), which is brought to the reference date and pixel of the first beforehand.
 *
 * With d the first series relative to date r, and a the other, date k becomes d(k) - (a(k) - a(r)). Dates that the other
 * lacks keep d(k). When r itself is one of them, a(r) is unknown; but differences between dates that have both are not:
 * the result is then relative to the first date s that both have, d(k) - d(s) - (a(k) - a(s)), so that the same values
 * come out whichever dates are lacking, but for a constant over time.
 *
 * @returns dates of the first series from which nothing was subtracted; the result names them too
 * @throws {FileError} when dates are lacking without `force`, or all are
 */
export async function subtractSeries(
  request: SeriesDifference,
  context: Context,
): Promise<readonly string[]> {
  const { first, other, outfile } = request;
  assertDates(request);
  const atReference = await valuesAtReferenceOf(first, other, 'timeseries');
  const { subtraction, attributes, missing } = planSubtraction(request, atReference, context.log);
  const args: DifferenceArgs = { kind: 'series', ...subtraction };
  await makeLike(outfile, first, { attributes, rasters: ['timeseries'] }, context, (product) =>
    difference(product, first, 'timeseries', [source(other.path, 'timeseries')], args, context),
  );
  return missing;
}

/** @throws {FileError} when dates are lacking without `force`, or all are */
function assertDates({ first, other, force = false }: SeriesDifference): void {
  const missing = missingDates(first, other);
  if (missing.length === first.dates.length || (missing.length > 0 && !force)) {
    throw new FileError(
      `${other.path} lacks ${missing.length} of the ${first.dates.length} dates of ${first.path}: ${missing.join(', ')}.`,
      missing.length < first.dates.length
        ? 'Use --force to leave these dates as they are.'
        : 'Give a file of the same acquisitions.',
    );
  }
}

function missingDates(first: Timeseries, other: SeriesOutline): string[] {
  return first.dates.filter((date) => !other.dates.includes(date));
}

/**
 * How one series is subtracted from another, what the result tells, and which dates stay as they are; choices are logged.
 * @param atReference values of the other at the reference pixel, if it is brought there
 */
export function planSubtraction(
  { first, other, outfile, adds }: SeriesDifference<SeriesOutline>,
  atReference: Float64Array | undefined,
  log: Context['log'],
): { subtraction: SeriesSubtraction; attributes: Attributes; missing: readonly string[] } {
  const missing = missingDates(first, other);
  if (atReference !== undefined) log.info(`${other.path} brought to the reference pixel of ${first.path}`);
  const reference = commonReference(first, other);
  if (reference.referencePlane !== undefined) {
    log.info(`${other.path} brought to the reference date ${reference.date}`);
  }
  let attributes: Attributes = withUncorrectedDates(first.attributes, other.path, missing);
  if (missing.length > 0) log.warn(`left uncorrected, for want of data: ${missing.join(', ')}`);
  if (reference.zeroPlane !== undefined) {
    log.warn(
      `${outfile} is relative to ${reference.date}: ${other.path} lacks ${first.attributes['REF_DATE']}, ` +
        `the reference date of ${first.path}`,
    );
    attributes = { ...attributes, REF_DATE: first.dates[reference.zeroPlane] };
  }
  const { referencePlane, zeroPlane } = reference;
  const numOther = other.dates.length;
  const planes = first.dates.map((date) => other.dates.indexOf(date));
  const subtraction = { numOther, planes, atReference, referencePlane, zeroPlane, adds };
  return { subtraction, attributes, missing };
}

interface CommonReference {
  readonly date: string | undefined;
  /** plane of the other series that is subtracted from all of its planes; undefined: they are relative to it already */
  readonly referencePlane?: number;
  /** plane of the first series that becomes its zero, when its own reference date cannot stay */
  readonly zeroPlane?: number;
}

/** The date to which both series can be made relative. Delays come without any: their first date is none. */
function commonReference(first: Timeseries, other: SeriesOutline): CommonReference {
  const date = first.attributes['REF_DATE'];
  if (date === undefined) return { date };
  const referencePlane = other.dates.indexOf(date);
  if (referencePlane >= 0) return date === other.attributes['REF_DATE'] ? { date } : { date, referencePlane };
  const zeroPlane = first.dates.findIndex((candidate) => other.dates.includes(candidate));
  const common = first.dates[zeroPlane];
  return { date: common, referencePlane: other.dates.indexOf(common), zeroPlane };
}
