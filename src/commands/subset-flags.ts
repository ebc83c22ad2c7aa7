import { group, tuple } from '../flags/flag.ts';
import { float, int } from '../flags/kind.ts';

const flags = {
  subX: tuple('--sub-x --subset-x', int(), 'XMIN XMAX', 'columns, end exclusive'),
  subY: tuple('--sub-y --subset-y', int(), 'YMIN YMAX', 'rows, end exclusive'),
  subLat: tuple('--sub-lat --subset-lat', float, 'LATMIN LATMAX', 'latitudes'),
  subLon: tuple('--sub-lon --subset-lon', float, 'LONMIN LONMAX', 'longitudes'),
};

/** The shared flags for a window of the image. */
export function subsetFlags(title: string): typeof flags {
  return group(title, flags);
}

type Pair = readonly [number, number] | undefined;

/** The window of a request, as figures and exports take it. */
export function windowOf(request: { subX: Pair; subY: Pair; subLat: Pair; subLon: Pair }) {
  return { y: request.subY, x: request.subX, lat: request.subLat, lon: request.subLon };
}
