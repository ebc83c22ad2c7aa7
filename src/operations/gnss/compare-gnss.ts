import type { Context } from '../../core/context.ts';
import { decimalYear, formatDate, MS_PER_DAY, parseDate } from '../../core/dates.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import { componentVector, project } from '../../core/geometry/look-vector.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { readProduct } from '../../io/products/product.ts';
import { pixelValues, referencePixel } from '../../io/products/reference-pixel.ts';
import { readTimeseries, type Timeseries } from '../../io/products/timeseries.ts';
import { findStations, type GnssSource, readStations } from '../../services/gnss/gnss-sources.ts';
import type { StationSeries } from '../../services/nevada/tenv3.ts';
import type { ServiceContext } from '../../services/service.ts';
import { gnssFolder } from '../figures/gnss-points.ts';
import { looksAt } from '../figures/gnss-scene.ts';
import { assertRequest } from '../request.ts';
import { type SceneStation, scenePlaces } from './scene-stations.ts';

export interface GnssComparisonRequest {
  /** displacement per date, m, in map or radar coordinates */
  readonly timeseries: string;
  /** incidenceAngle and azimuthAngle; also the lookup table of radar coordinates. In the usual places unless given */
  readonly geometry?: string;
  readonly lookup?: string;
  /** whose solutions; UNR unless given */
  readonly source?: GnssSource;
  /** folder of the list and the series of stations; the current one or one near the series unless given */
  readonly folder?: string;
  /** station that all are relative to; the one nearest to the reference pixel unless given */
  readonly reference?: string;
  /** only these stations */
  readonly sites?: readonly string[];
  readonly except?: readonly string[];
  /** date at which all displacements are 0: the first one from here on that both have; the sixth of the series unless given */
  readonly refDate?: string;
  /** file with temporalCoherence of the pixels */
  readonly coherence?: string;
}

/** Displacement at some dates, m. */
export interface DatedValues {
  readonly dates: readonly string[];
  readonly values: Float64Array;
}

/** A station and the scene at its place, both relative to the reference station and date. Lengths in m, velocities in m/year. */
export interface GnssStation extends SceneStation {
  /** daily, along the line of sight, with standard deviations */
  readonly gnss: DatedValues & { readonly std: Float64Array };
  readonly insar: DatedValues;
  /** dates that both have */
  readonly common: {
    readonly dates: readonly string[];
    readonly gnss: Float64Array;
    readonly insar: Float64Array;
  };
  /** of the common dates; NaN at the reference station */
  readonly correlation: number;
  /** sqrt(sum of squared differences / (n - 1)) */
  readonly rmse: number;
  /** mean standard deviation of the days */
  readonly meanStd: number;
  readonly gnssVelocity: number;
  readonly insarVelocity: number;
  readonly temporalCoherence: number;
}

export interface GnssComparison {
  /** YYYYMMDD: of the days that are looked at, and at which all is 0 */
  readonly start: string;
  readonly end: string;
  readonly refDate: string;
  readonly reference: string;
  readonly stations: readonly GnssStation[];
}

/** Days before the first and after the last date of the series that are looked at. */
const MARGIN_DAYS = 30;

/** Dates before the one at which displacements are 0, as in the reference. */
const EARLY_DATES = 5;

/**
 * Displacement of GNSS stations beside that of the scene at their places: `mintsar gnss_compare`. Stations fail alone.
 * @throws {FileError} when no station can be compared, or none but the reference @throws {OptionError} when the reference station is none of them
 */
export async function compareGnss(
  request: GnssComparisonRequest,
  context: Context & Partial<ServiceContext>,
): Promise<GnssComparison> {
  assertRequest('compareGnss', request, context, ['timeseries']);
  const series = await readTimeseries(request.timeseries);
  const { source = 'UNR', lookup = request.geometry } = request;
  const near = request.folder ?? gnssFolder(series, source);
  const [start, end] = windowOf(series.dates);
  const scene = await scenePlaces(series, lookup);
  const found = (
    await findStations(source, { box: scene.bounds, start, end }, { folder: near }, context)
  ).filter(({ site }) => !request.except?.includes(site) && (request.sites?.includes(site) ?? true));
  const unknown = request.sites?.filter((site) => !found.some((one) => one.site === site)) ?? [];
  if (unknown.length > 0) context.log.warn(`no such stations in the area and time: ${unknown.join(', ')}`);
  const places = found.map(scene.station).filter((station) => station !== undefined);
  const outcomes = await readStations(source, places, { folder: near }, context);
  const stations = places.flatMap((place, k) => {
    const outcome = outcomes[k];
    return 'value' in outcome ? [{ place, series: outcome.value }] : [];
  });
  const looks = await looksAt(
    series,
    request.geometry,
    stations.map(({ place }) => place.lookPixel),
  );
  const measured = stations.map((station, k) => ({
    place: station.place,
    days: daysAlong(
      station.series,
      componentVector('enu2los', looks[k].incidence, looks[k].azimuth, 0),
      start,
      end,
    ),
  }));
  return relativeToOne(series, measured, { ...request, start, end }, context);
}

/** A station with its days along the line of sight: displacement and variance by date. */
interface Measured {
  readonly place: SceneStation;
  readonly days: ReadonlyMap<string, readonly [value: number, variance: number]>;
}

function windowOf(dates: readonly string[]): [start: string, end: string] {
  const days = (date: string, margin: number) =>
    formatDate(parseDate(date.slice(0, 8)) + margin * MS_PER_DAY);
  return [days(dates[0], -MARGIN_DAYS), days(dates[dates.length - 1], MARGIN_DAYS)];
}

function daysAlong(
  { dates, east, north, up, eastStd, northStd, upStd }: StationSeries,
  vector: readonly [number, number, number],
  start: string,
  end: string,
): Measured['days'] {
  const [e, n, u] = vector;
  return new Map(
    dates.flatMap((date, k) =>
      date < start || date > end
        ? []
        : [
            [
              date,
              [
                project(east[k], north[k], up[k], vector),
                (e * eastStd[k]) ** 2 + (n * northStd[k]) ** 2 + (u * upStd[k]) ** 2,
              ],
            ] as const,
          ],
    ),
  );
}

async function relativeToOne(
  series: Timeseries,
  measured: readonly Measured[],
  request: GnssComparisonRequest & { readonly start: string; readonly end: string },
  context: Context,
): Promise<GnssComparison> {
  const { start, end } = request;
  const scene = await valuesAtStations(series, measured, request.coherence);
  const days = series.dates.map((date) => date.slice(0, 8));
  const first = request.refDate?.slice(0, 8) ?? days[Math.min(EARLY_DATES, days.length - 1)];
  const usable = measured.flatMap((one, k) => {
    const isSeen = scene[k].values.some((value) => !Number.isNaN(value) && value !== 0);
    return isSeen && days.some((date) => date >= first && one.days.has(date))
      ? [{ ...one, ...scene[k] }]
      : [];
  });
  const idle = measured.filter(({ place }) => !usable.some((one) => one.place === place));
  if (idle.length > 0)
    context.log.warn(
      `not compared, without data of the scene or of a date from ${first} on: ${idle.map(({ place }) => place.site).join(', ')}`,
    );
  const reference = referenceOf(series, usable, request);
  const compared = usable.flatMap(({ place, days: own, values, coherence }): GnssStation[] => {
    const common = [...own.keys()].filter((date) => reference.days.has(date)).sort();
    const zero = days.findIndex((date) => date >= first && own.has(date) && reference.days.has(date));
    if (zero < 0) {
      context.log.warn(`${place.site} and ${reference.place.site} have no date of the scene in common`);
      return [];
    }
    const relative = (date: string) => own.get(date)![0] - reference.days.get(date)![0];
    const variance = (date: string) => own.get(date)![1] + reference.days.get(date)![1];
    const refDate = days[zero];
    const gnss = Float64Array.from(common, (date) => relative(date) - relative(refDate));
    const std = Float64Array.from(common, (date) => Math.sqrt(variance(date) + variance(refDate)));
    const difference = values.map((value, k) => value - reference.values[k]);
    const insar = difference.map((value) => value - difference[zero]);
    const both = days.flatMap((date, k) => (common.includes(date) && Number.isFinite(insar[k]) ? [k] : []));
    const pairs = {
      dates: both.map((k) => days[k]),
      gnss: Float64Array.from(both, (k) => relative(days[k]) - relative(refDate)),
      insar: Float64Array.from(both, (k) => insar[k]),
    };
    const years = pairs.dates.map((date) => decimalYear(date));
    return [
      {
        ...place,
        gnss: { dates: common, values: gnss, std },
        insar: { dates: days, values: insar },
        common: pairs,
        correlation: correlationOf(pairs.insar, pairs.gnss),
        rmse: rmseOf(pairs.insar, pairs.gnss),
        meanStd: std.reduce((sum, value) => sum + value, 0) / std.length,
        gnssVelocity: slopeOf(years, pairs.gnss),
        insarVelocity: slopeOf(years, pairs.insar),
        temporalCoherence: coherence,
      },
    ];
  });
  if (!compared.some(({ site }) => site !== reference.place.site))
    throw new FileError(
      `Nothing is compared: ${reference.place.site}, to which stations are relative, is the only one with data and dates of ${series.path}.`,
      'Add the files of other stations in the scene, or take another --gnss-source or --ref-date.',
    );
  return { start, end, refDate: first, reference: reference.place.site, stations: compared };
}

/** The station that all are relative to. */
function referenceOf<S extends Measured>(
  series: Timeseries,
  usable: readonly S[],
  { reference }: GnssComparisonRequest,
): S {
  const names = usable.map(({ place }) => place.site).join(', ');
  if (usable.length === 0)
    throw new FileError(
      `No GNSS station can be compared with ${series.path}.`,
      'Check the area, the folder of the stations and their dates, or take another --gnss-source.',
    );
  if (reference !== undefined) {
    const found = usable.find(({ place }) => place.site === reference);
    if (found !== undefined) return found;
    throw new OptionError(
      `${reference} is none of the stations that can be compared.`,
      `Choose one of ${names}.`,
    );
  }
  const pixel = referencePixel(series) ?? { y: series.length / 2, x: series.width / 2 };
  const far = ({ place }: S) => Math.hypot(place.pixel.y - pixel.y, place.pixel.x - pixel.x);
  return usable.reduce((a, b) => (far(b) < far(a) ? b : a));
}

interface SceneValues {
  /** m per date of the series */
  readonly values: Float64Array;
  readonly coherence: number;
}

/** Displacement and coherence at the places of stations: linear between the pixels around; NaN where one has no data. */
async function valuesAtStations(
  series: Timeseries,
  measured: readonly Measured[],
  coherence: string | undefined,
): Promise<SceneValues[]> {
  const at = (file: H5Reader, dataset: string, { around }: SceneStation) => {
    const all = around.map(({ pixel, weight }) => ({ values: pixelValues(file, dataset, pixel), weight }));
    return Float64Array.from(all[0].values, (_, k) =>
      all.reduce((sum, { values, weight }) => sum + weight * values[k], 0),
    );
  };
  if (coherence !== undefined) assertSameSize(series, await readProduct(coherence));
  const coherences =
    coherence === undefined
      ? measured.map(() => Number.NaN)
      : await withH5(coherence, (file) =>
          measured.map(({ place }) => at(file, 'temporalCoherence', place)[0]),
        );
  return withH5(series.path, (file) =>
    measured.map(({ place }, k) => ({ values: at(file, 'timeseries', place), coherence: coherences[k] })),
  );
}

function correlationOf(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    ab += (a[k] - ma) * (b[k] - mb);
    aa += (a[k] - ma) ** 2;
    bb += (b[k] - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

function rmseOf(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, k) => sum + (value - b[k]) ** 2, 0) / (a.length - 1));
}

function slopeOf(years: readonly number[], values: Float64Array): number {
  const mean = years.reduce((sum, year) => sum + year, 0) / years.length;
  const spread = years.reduce((sum, year) => sum + (year - mean) ** 2, 0);
  return years.reduce((sum, year, k) => sum + (year - mean) * values[k], 0) / spread;
}
