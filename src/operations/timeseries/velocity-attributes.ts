import { pythonStrings, timeFuncFingerprint } from '../../config/fingerprint.ts';
import { findDate } from '../../core/date-selection.ts';
import { withReference } from '../../io/attributes/reference.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { singleRasterAttributes } from '../../io/products/like.ts';
import type { VelocityFit, VelocityRequest } from './velocity-request.ts';

/** Attributes of the velocity: those of the series, the options it was fitted with, its dates and its reference. */
export function velocityAttributes(
  { series, used, options, refYX, area }: VelocityFit,
  request: Pick<VelocityRequest, 'refDate' | 'polyline'>,
): Attributes {
  const [first, last] = [series.dates[used[0]], series.dates[used.at(-1)!]];
  const own = refYX === undefined ? series.attributes : withReference(series.attributes, refYX);
  const attributes: Attributes = {
    PROCESSOR: 'mintpy', // of products that name none, as in the reference
    ...singleRasterAttributes(own),
    FILE_TYPE: 'velocity',
    UNIT: 'm/year',
    START_DATE: first,
    END_DATE: last,
    DATE12: `${first}_${last}`,
    ...timeFuncFingerprint(options),
  };
  // The reference leaves REF_DATE as it is; without one, time counts from the first date used.
  const asked = request.refDate && series.dates[findDate(series.dates, request.refDate)];
  attributes['REF_DATE'] = asked ?? series.facts.referenceDate ?? series.dates[used[0]];
  if (area !== undefined) attributes['REF_AREA'] = `mean of ${area.numPixel} pixels`;
  if (request.polyline?.length) attributes['mintpy.timeFunc.polyline'] = pythonStrings(request.polyline);
  return attributes;
}
