import { longitudeNear } from './longitude.ts';
import type { MapGrid } from './map-grid.ts';
import { latLonToUtm, parseUtmZone, utmToLatLon } from './utm.ts';

/**
 * From coordinates of one map to those of another: degrees, or metres of a UTM zone. Longitudes come out on the side of the 180th
 * meridian on which the second map is.
 *
 * @param from where the coordinates are from @param to where they shall lead
 */
export function mapTransform(
  from: Pick<MapGrid, 'utmZone'>,
  to: MapGrid,
): (y: number, x: number) => [y: number, x: number] {
  if (from.utmZone === to.utmZone && from.utmZone !== undefined) return (y, x) => [y, x];
  const middle = to.xFirst + (to.width / 2) * to.xStep;
  const zone = from.utmZone === undefined ? undefined : parseUtmZone(from.utmZone);
  const own = to.utmZone === undefined ? undefined : parseUtmZone(to.utmZone);
  return (y, x) => {
    const [lat, lon] = zone === undefined ? [y, x] : utmToLatLon(y, x, zone);
    return own === undefined ? [lat, longitudeNear(lon, middle)] : latLonToUtm(lat, lon, own);
  };
}
