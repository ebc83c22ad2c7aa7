import { standardizeLongitude } from '../../core/geometry/longitude.ts';
import { type MapGrid, pixelCenter } from '../../core/geometry/map-grid.ts';
import { parseUtmZone, utmToLatLon } from '../../core/geometry/utm.ts';

/** Where the centre of a pixel lies, degrees. */
export type Position = (y: number, x: number) => readonly [latitude: number, longitude: number];

/** Centres of the pixels of a map; of a UTM map in degrees, too. */
export function positionsOnMap(map: MapGrid): Position {
  const zone = map.utmZone === undefined ? undefined : parseUtmZone(map.utmZone);
  return (y, x) => {
    const [lat, lon] = pixelCenter(map, y, x);
    const place = zone === undefined ? ([lat, lon] as const) : utmToLatLon(lat, lon, zone);
    return [place[0], standardizeLongitude(place[1])];
  };
}
