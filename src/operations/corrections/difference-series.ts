import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { makeLike } from '../../io/products/like.ts';
import { source } from '../../io/products/product.ts';
import type { Timeseries } from '../../io/products/timeseries.ts';
import { withUncorrectedDates } from '../../io/products/uncorrected-dates.ts';
import type { DifferenceArgs } from './difference-kernel.ts';
import { difference, valuesAtReferenceOf } from './difference-run.ts';

export interface SeriesDifference {
  readonly first: Timeseries;
  readonly other: Timeseries;
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
  { first, other, outfile, force = false, adds }: SeriesDifference,
  context: Context,
): Promise<readonly string[]> {
  const { log } = context;
  const planes = first.dates.map((date) => other.dates.indexOf(date));
  const missing = first.dates.filter((_, k) => planes[k] < 0);
  if (missing.length === first.dates.length || (missing.length > 0 && !force)) {
    throw new FileError(
      `${other.path} lacks ${missing.length} of the ${first.dates.length} dates of ${first.path}: ${missing.join(', ')}.`,
      missing.length < first.dates.length
        ? 'Use --force to leave these dates as they are.'
        : 'Give a file of the same acquisitions.',
    );
  }
  const atReference = await valuesAtReferenceOf(first, other, 'timeseries');
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
  const args: DifferenceArgs = {
    kind: 'series',
    numOther,
    planes,
    atReference,
    referencePlane,
    zeroPlane,
    adds,
  };
  await makeLike(outfile, first, { attributes, rasters: ['timeseries'] }, context, (product) =>
    difference(product, first, 'timeseries', [source(other.path, 'timeseries')], args, context),
  );
  return missing;
}

interface CommonReference {
  readonly date: string | undefined;
  /** plane of the other series that is subtracted from all of its planes; undefined: they are relative to it already */
  readonly referencePlane?: number;
  /** plane of the first series that becomes its zero, when its own reference date cannot stay */
  readonly zeroPlane?: number;
}

/** The date to which both series can be made relative. Delays come without any: their first date is none. */
function commonReference(first: Timeseries, other: Timeseries): CommonReference {
  const date = first.attributes['REF_DATE'];
  if (date === undefined) return { date };
  const referencePlane = other.dates.indexOf(date);
  if (referencePlane >= 0) return date === other.attributes['REF_DATE'] ? { date } : { date, referencePlane };
  const zeroPlane = first.dates.findIndex((candidate) => other.dates.includes(candidate));
  const common = first.dates[zeroPlane];
  return { date: common, referencePlane: other.dates.indexOf(common), zeroPlane };
}
