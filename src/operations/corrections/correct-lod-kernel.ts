import { subtractOscillatorDrift } from '../../core/atmosphere/oscillator-drift.ts';
import type { BlockFunction } from '../../core/block.ts';

export interface OscillatorDriftArgs {
  /** decimal year per date */
  readonly years: readonly number[];
  readonly reference: { readonly slantRange: number; readonly year: number };
  /** slant range of every column relative to the first, m, where no geometry file gives it per pixel */
  readonly columns?: Float32Array;
}

export interface OscillatorDriftInputs {
  readonly timeseries: Float32Array;
  /** needed without `columns` */
  readonly slantRange?: Float32Array;
}

/** timeseries [numDate, numPixel] and slantRange [numPixel] to the corrected series, in place. */
export default function driftKernel({
  years,
  reference,
  columns,
}: OscillatorDriftArgs): BlockFunction<OscillatorDriftInputs, { readonly timeseries: Float32Array }> {
  return ({ timeseries, slantRange }, { numPixel, width }) => {
    const range =
      columns === undefined
        ? slantRange!
        : Float32Array.from({ length: numPixel }, (_, i) => columns[i % width]);
    subtractOscillatorDrift(timeseries, range, years, reference);
    return { outputs: { timeseries } };
  };
}
