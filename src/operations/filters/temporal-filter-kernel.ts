import type { BlockFunction } from '../../core/block.ts';
import { blockMemory } from '../../core/block-memory.ts';
import {
  prepareGaussianFilter,
  prepareMedianFilter,
  type SeriesFilter,
  temporalDerivative,
} from '../../core/timeseries/temporal-filter.ts';

export type TemporalFilterArgs =
  | { readonly kind: 'derivative'; readonly numDate: number }
  | { readonly kind: 'median'; readonly numDate: number; readonly window: number; readonly reference: number }
  | {
      readonly kind: 'gaussian';
      readonly dates: readonly string[];
      readonly months: number;
      readonly reference: number;
    };

export interface Series {
  readonly timeseries: Float32Array;
}

/** timeseries [numDate, numPixel] to the filtered one. */
export default function temporalFilterKernel(args: TemporalFilterArgs): BlockFunction<Series, Series> {
  const filter = filterOf(args);
  const memory = blockMemory();
  return ({ timeseries }) => ({
    outputs: { timeseries: filter(timeseries, memory(timeseries.length)) },
  });
}

function filterOf(args: TemporalFilterArgs): SeriesFilter {
  if (args.kind === 'derivative') return (block, out) => temporalDerivative(block, args.numDate, out);
  if (args.kind === 'gaussian') return prepareGaussianFilter(args.dates, args.months, args.reference);
  return prepareMedianFilter(args.numDate, args.window, args.reference);
}
