import { MintsarError } from '../../core/errors.ts';
import { multiply } from '../../core/linalg/matrix.ts';
import { designAtYears } from '../../core/timeseries/design-matrix.ts';
import { factoriseTimeFunctions } from '../../core/timeseries/fit.ts';
import { acquisitionYears } from '../../core/timeseries/model.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { pixelValues } from '../../io/products/reference-pixel.ts';
import { describeTimeseries } from '../../io/products/timeseries.ts';
import { usedDates } from '../../operations/timeseries/velocity-dates.ts';
import { timeFunctionModel } from '../../operations/timeseries/velocity-setup.ts';
import type { Plan } from '../plan.ts';
import { filePixel, type MapData } from './map-data.ts';
import type { Place } from './places.ts';

/** The displacement of one place, and the functions of time that were fitted to it. */
export interface PlaceSeries extends Place {
  /** the series that it was read from, its path */
  readonly file: string;
  /** row and column in the file */
  readonly pixel: { readonly y: number; readonly x: number };
  readonly latLon: { readonly lat: number; readonly lon: number } | undefined;
  readonly dates: readonly string[];
  /** m toward the satellite, relative to the reference date */
  readonly values: Float64Array;
  /** dates that took no part in the fit */
  readonly excluded: ReadonlySet<string>;
  /** the fit at evenly spaced times: decimal years and m */
  readonly curve: { readonly years: Float64Array; readonly values: Float64Array } | undefined;
  readonly velocity: number;
  readonly deviation: number | undefined;
  readonly coherence: number | undefined;
}

const CURVE_POINTS = 160;

/** Read the series of all places and fit them as the step velocity does. */
export async function readPlaceSeries(plan: Plan, map: MapData): Promise<PlaceSeries[]> {
  const { series: path, places, velocity } = map;
  if (path === undefined) return [];
  return withH5(path, (file) => {
    const series = describeTimeseries(file);
    const { dates } = series;
    const options = plan.config.timeFunc;
    const fit = fitter(dates, series.facts.acquisitionSeconds, () => {
      const used = usedDates(series, options);
      return { used, model: timeFunctionModel(options) };
    });
    return places.map((place) => {
      const pixel = filePixel(map, place);
      const i = place.y * velocity.shape[1] + place.x;
      const values = pixelValues(file, 'timeseries', pixel);
      return {
        ...place,
        file: path,
        pixel,
        latLon: latLonOf(map, pixel),
        dates,
        values,
        excluded: fit.excluded,
        curve: fit.curve(values),
        velocity: velocity.data[i],
        deviation: map.deviation?.data[i],
        coherence: map.coherence?.data[i],
      };
    });
  });
}

function latLonOf({ product }: MapData, { y, x }: { y: number; x: number }) {
  if (!product.facts.isGeocoded || (product.attributes['X_UNIT'] ?? 'degrees').startsWith('m'))
    return undefined;
  const { yFirst, yStep, xFirst, xStep } = product.facts.map;
  return { lat: yFirst + (y + 0.5) * yStep, lon: xFirst + (x + 0.5) * xStep };
}

/** One factorisation for all places; no curve where the model of the options does not fit the dates any more. */
function fitter(
  dates: readonly string[],
  seconds: number,
  choose: () => { used: readonly number[]; model: Parameters<typeof designAtYears>[1] },
) {
  try {
    const { used, model } = choose();
    const years = acquisitionYears(dates, seconds);
    const { inverse } = factoriseTimeFunctions({ dates: used.map((k) => dates[k]), seconds, model });
    const [from, to] = [years[used[0]], years[used[used.length - 1]]];
    const at = Float64Array.from(
      { length: CURVE_POINTS },
      (_, k) => from + ((to - from) * k) / (CURVE_POINTS - 1),
    );
    const sampled = multiply(designAtYears(at, model, from), inverse);
    return {
      excluded: new Set(dates.filter((_, k) => !used.includes(k))),
      curve(values: Float64Array) {
        const fitted = Float64Array.from({ length: CURVE_POINTS }, (_, row) =>
          used.reduce((sum, k, column) => sum + sampled.data[row * used.length + column] * values[k], 0),
        );
        return { years: at, values: fitted };
      },
    };
  } catch (error) {
    if (!(error instanceof MintsarError)) throw error;
    return { excluded: new Set<string>(), curve: () => undefined };
  }
}
