import type { PixelExplanation } from '../../../core/inversion/explain-pixel.ts';
import type { InvertedReference } from './reference-inversion.ts';

/** The inverted series of a pixel as it is drawn, m: relative to the place and the date that were chosen. */
export function shownInversion(
  { dates, timeseries, outcome }: Pick<PixelExplanation, 'dates' | 'timeseries' | 'outcome'>,
  reference: InvertedReference | undefined,
  referenceDate: string | undefined,
): Float32Array {
  const isThere = outcome === 'solved' || outcome === 'reference';
  if (!isThere) return timeseries;
  const values = timeseries.map((value, k) => value - (reference?.timeseries[k] || 0));
  const first = values[dates.indexOf(referenceDate ?? '')] ?? 0;
  return values.map((value) => value - first);
}
