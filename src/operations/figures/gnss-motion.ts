import { decimalYear, MS_PER_DAY, parseDate } from '../../core/dates.ts';
import { type Component, componentVector, project } from '../../core/geometry/look-vector.ts';
import type { StationSeries } from '../../services/nevada/tenv3.ts';

/** Line of sight at a place, degrees. */
export interface Look {
  readonly incidence: number;
  readonly azimuth: number;
}

/** Motion of a station along a component. */
export interface StationMotion {
  readonly site: string;
  readonly latitude: number;
  readonly longitude: number;
  /** between the first and the last day, m */
  readonly displacement: number;
  /** slope of a line through the days, m/year */
  readonly velocity: number;
}

/** What of a series is looked at. */
export interface MotionRequest {
  readonly component: Component;
  /** YYYYMMDD, both included */
  readonly start: string;
  readonly end: string;
  /** direction of `horz`, degrees anticlockwise from north */
  readonly horizontalAzimuth: number;
}

/**
 * Motion along a component between two dates. NaN for fewer than three days, or when the days cover no more than a quarter of
 * the time.
 */
export function motionOf(series: StationSeries, request: MotionRequest, look: Look): StationMotion {
  const { component, start, end, horizontalAzimuth } = request;
  const vector = componentVector(component, look.incidence, look.azimuth, horizontalAzimuth);
  const days = series.dates.flatMap((date, k) => {
    if (date < start || date > end) return [];
    const value = project(series.east[k], series.north[k], series.up[k], vector);
    return [{ date, value, year: decimalYear(date) }];
  });
  const { site, latitude, longitude } = series;
  const [first, last] = [days[0], days[days.length - 1]];
  const isEnough = days.length >= 3 && daysBetween(first.date, last.date) > daysBetween(start, end) / 4;
  if (!isEnough) return { site, latitude, longitude, displacement: Number.NaN, velocity: Number.NaN };
  const mean = (of: (day: (typeof days)[number]) => number) =>
    days.reduce((sum, day) => sum + of(day), 0) / days.length;
  const [year, value] = [mean((day) => day.year), mean((day) => day.value)];
  const velocity =
    mean((day) => (day.year - year) * (day.value - value)) / mean((day) => (day.year - year) ** 2);
  return { site, latitude, longitude, displacement: last.value - first.value, velocity };
}

const daysBetween = (a: string, b: string) => (parseDate(b) - parseDate(a)) / MS_PER_DAY;
