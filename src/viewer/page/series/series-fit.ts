import { hasTime, parseDate } from '../../../core/dates.ts';
import type { TimeFunctionModel } from '../../../core/timeseries/model.ts';
import {
  curveInstants,
  type FittedParameter,
  fitSeries,
  type SampledFit,
} from '../../../core/timeseries/series-fit.ts';
import type { Product } from '../data/product.ts';
import type { Fit } from '../state/state.ts';
import type { PointSeries } from './point-series.ts';

/** A fit to one series, in the unit of the file; or why there is none. */
export type DrawnFit =
  | {
      readonly parameters: readonly FittedParameter[];
      readonly rmse: number;
      /** share of the variance that the fit explains */
      readonly r2: number;
      readonly curve: SampledFit;
      /** at the dates of the series */
      readonly modelled: Float64Array;
    }
  | { readonly problem: string };

/** The functions of time that the state asks for. */
function modelOf({ polynomial, periodic, stepDate, exp, log }: Fit): TimeFunctionModel {
  return { polynomial, periodic, stepDate, exp, log };
}

/** Fit as `timeseries2velocity` does: same functions, same times, the time of day of the acquisition included. */
export function fitOf({ dates, values, layer }: PointSeries, fit: Fit, { attributes }: Product): DrawnFit {
  const model = modelOf(fit);
  const seconds = Number(attributes['CENTER_LINE_UTC'] ?? 0) || 0;
  try {
    const { parameters, rms, at } = fitSeries(dates, values, model, layer.unit, seconds);
    const known = Array.from(values).filter((value) => !Number.isNaN(value));
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length;
    const r2 = variance > 0 ? 1 - rms ** 2 / variance : Number.NaN;
    const instants = dates.map((date) => parseDate(date) + (hasTime(date) ? 0 : seconds * 1000));
    const curve = at(curveInstants(dates, model, seconds));
    return { parameters, rmse: rms, r2, curve, modelled: at(instants).values };
  } catch (error) {
    const { message, remedy } = error as Error & { remedy?: string };
    return { problem: remedy ? `${message} ${remedy}` : message };
  }
}

/** What a fit leaves of a series. */
export function residualsOf(series: PointSeries, fit: DrawnFit | undefined): PointSeries | undefined {
  if (!fit || 'problem' in fit) return undefined;
  return { ...series, values: Float64Array.from(series.values, (value, k) => value - fit.modelled[k]) };
}

/** Seconds since 1970, as charts count. */
export function chartTimes(dates: readonly string[]): number[] {
  return dates.map((date) => parseDate(date) / 1000);
}
