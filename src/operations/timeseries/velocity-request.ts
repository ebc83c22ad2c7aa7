import type { Config } from '../../config/index.ts';
import type { TimeFunctionFitSetup } from '../../core/timeseries/fit.ts';
import type { TimeFunction } from '../../core/timeseries/model.ts';
import type { Rereference } from '../../core/timeseries/rereference.ts';
import type { Timeseries } from '../../io/products/timeseries.ts';
import type { AreaReference, ReferenceAreaRequest } from '../reference/reference-area.ts';

export interface VelocityRequest {
  /** file of displacement per date, m */
  readonly timeseries: string;
  readonly outfile: string;
  readonly options: Config['timeFunc'];
  /** dates from which the velocity changes; command line only */
  readonly polyline?: readonly string[];
  /** another zero than the one in the file */
  readonly refDate?: string;
  readonly refYX?: { readonly y: number; readonly x: number };
  readonly refLatLon?: { readonly lat: number; readonly lon: number };
  /** the mean of an area instead of a pixel */
  readonly refArea?: ReferenceAreaRequest;
  /** leave the output alone when it is newer than the input and was made with the same options */
  readonly update?: boolean;
  /** seed of the bootstrap's draws */
  readonly seed?: number;
  /** also write what the functions leave of the series; all functions when none are named */
  readonly residual?: { readonly outfile: string; readonly functions?: readonly TimeFunction[] };
}

/** A fit ready to run on the pixels of a series. */
export interface VelocityFit {
  readonly series: Timeseries;
  /** indices of the dates in use */
  readonly used: readonly number[];
  readonly options: Config['timeFunc'];
  /** the pixel that shall be zero, where it is not that of the file */
  readonly refYX: { readonly y: number; readonly x: number } | undefined;
  /** the area whose mean shall be zero: then `refYX` is the pixel nearest to it */
  readonly area?: AreaReference;
  readonly setup: TimeFunctionFitSetup;
  readonly reference: Rereference;
}
