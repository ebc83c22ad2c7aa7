import { findDate } from '../../core/date-selection.ts';
import { OptionError, ReferencePointError } from '../../core/errors.ts';
import type { Rereference } from '../../core/timeseries/rereference.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { pixelValues } from '../../io/products/reference-pixel.ts';
import type { Timeseries } from '../../io/products/timeseries.ts';
import type { VelocityRequest } from './velocity-request.ts';

/**
 * What to subtract so that displacement is relative to another date or pixel than in the file.
 * @throws {OptionError} for a date that is not used, or a pixel outside
 * @throws {ReferencePointError} when the pixel has no value on a date that is used
 */
export function rereference(
  file: H5Reader,
  series: Timeseries,
  used: readonly number[],
  request: VelocityRequest,
): Rereference {
  const { refDate } = request;
  let dateIndex: number | undefined;
  if (refDate !== undefined) {
    dateIndex = findDate(
      used.map((k) => series.dates[k]),
      refDate,
    );
    if (dateIndex < 0) {
      throw new OptionError(
        `The reference date ${refDate} is not among the dates used of ${series.path}.`,
        `They are: ${used.map((k) => series.dates[k]).join(', ')}.`,
      );
    }
  }
  if (request.refYX === undefined) return { dateIndex };
  const { y, x } = request.refYX;
  if (!(y >= 0 && x >= 0 && y < series.length && x < series.width)) {
    throw new OptionError(
      `The reference pixel y ${y}, x ${x} lies outside ${series.length} x ${series.width}.`,
      'Give --ref-yx row and column, counted from 0.',
    );
  }
  const all = pixelValues(file, 'timeseries', { y, x });
  const gap = used.find((k) => Number.isNaN(all[k]));
  if (gap === undefined) return { dateIndex, pixelValues: used.map((k) => all[k]) };
  throw new ReferencePointError(
    `${series.path} has no value at the reference pixel y ${y}, x ${x} on ${series.dates[gap]}.`,
    'Choose a pixel with a value at all dates, or exclude the date with --exclude.',
  );
}
