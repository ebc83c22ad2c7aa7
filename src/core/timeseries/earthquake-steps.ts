import { geodesicDistance } from '../geometry/geodesic.ts';
import { longitudeNear } from '../geometry/longitude.ts';
import type { Bounds } from '../geometry/map-grid.ts';

/** An earthquake of a list. */
export interface Earthquake {
  /** YYYYMMDD or YYYYMMDDTHHMM */
  readonly date: string;
  /** epicentre, degrees */
  readonly latitude: number;
  readonly longitude: number;
  readonly magnitude: number;
}

/**
 * Distance within which an earthquake may offset a station: 10^(M/2 - 0.79) km, the rule of the Nevada Geodetic Laboratory
 * (Blewitt et al. 2016, doi:10.1002/2015JB012552): 51 km for magnitude 5, 162 km for 6, 513 km for 7.
 * @returns m
 */
export function earthquakeReach(magnitude: number): number {
  return 1000 * 10 ** (magnitude / 2 - 0.79);
}

/**
 * Earthquakes that may have offset a scene between its dates: those whose reach touches it. Between two neighbouring dates
 * only the largest counts, as one offset is all that can be told there; on a date itself nothing can be told, and the
 * offset counts as after it.
 *
 * @param bounds of the scene, degrees
 * @param dates of the series, YYYYMMDD or YYYYMMDDTHHMM, ascending
 * @returns in the order of time
 */
export function earthquakeSteps(
  quakes: readonly Earthquake[],
  bounds: Bounds,
  dates: readonly string[],
): Earthquake[] {
  return largestBetweenDates(
    quakes.filter((quake) => distanceTo(bounds, quake) <= earthquakeReach(quake.magnitude)),
    dates,
  );
}

/**
 * The largest earthquake between each two neighbouring dates; those before the first and after the last are left out.
 *
 * @param quakes in any order
 * @param dates of the series, YYYYMMDD or YYYYMMDDTHHMM, ascending
 * @returns in the order of time
 */
export function largestBetweenDates<Quake extends Pick<Earthquake, 'date' | 'magnitude'>>(
  quakes: readonly Quake[],
  dates: readonly string[],
): Quake[] {
  const largest = new Map<number, Quake>();
  for (const quake of quakes) {
    const after = dates.findIndex((date) => date.slice(0, 8) > quake.date.slice(0, 8));
    if (after <= 0) continue;
    const other = largest.get(after);
    if (other === undefined || quake.magnitude > other.magnitude) largest.set(after, quake);
  }
  return [...largest].sort(([a], [b]) => a - b).map(([, quake]) => quake);
}

/** From an epicentre to the nearest point of a scene, m; 0 inside. */
function distanceTo({ south, north, west, east }: Bounds, { latitude, longitude }: Earthquake): number {
  const lon = longitudeNear(longitude, (west + east) / 2);
  const [y, x] = [Math.min(north, Math.max(south, latitude)), Math.min(east, Math.max(west, lon))];
  return y === latitude && x === lon ? 0 : geodesicDistance(latitude, lon, y, x);
}
