import { folder, kmlDocument, type LatLonBounds, networkLink } from './kml.ts';

/** Points of one file: a viewer shows so many at once without stopping. */
const POINTS_PER_FILE = 1500;
/** Side of an area on the screen from which its finer points are loaded. */
const MIN_PIXELS = 192;

/** Points of an archive, by their number. */
export interface PointSet {
  /** degrees, longitudes within -180 to 180 */
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
  /** KML of the point; and of what a set of points shares (styles), which stands in every file */
  placemark(index: number): string;
  shared(indices: Int32Array): readonly string[];
}

/** What points become: features of the first KML file, and the files below it. */
export interface PointTree {
  readonly features: readonly string[];
  readonly files: Generator<readonly [name: string, kml: string]>;
}

/**
 * Points as a tree of KML files: the first shows a sample spread over the whole area, each of the four below it more of a
 * quarter, once that is large enough on the screen. Every point is in one file.
 *
 * @param prefix folder of the files in the archive
 */
export function pointTree(points: PointSet, prefix: string): PointTree {
  const { latitude, longitude } = points;
  const waiting: { readonly name: string; readonly indices: Int32Array }[] = [];
  const features = (name: string, indices: Int32Array, toChildren: string): string[] => {
    const stride = Math.ceil(indices.length / POINTS_PER_FILE);
    const mine = indices.filter((_, i) => i % stride === 0);
    const rest = indices.filter((_, i) => i % stride !== 0);
    return [
      ...points.shared(mine),
      folder(
        'Data',
        Array.from(mine, (index) => points.placemark(index)),
      ),
      ...quarters(rest, latitude, longitude).map((quarter, k) => {
        const child = `${name}${k}`;
        waiting.push({ name: child, indices: quarter });
        const bounds = boundsOf(quarter, latitude, longitude);
        return networkLink(child, `${toChildren}${child}.kml`, {
          bounds,
          minPixels: MIN_PIXELS,
          maxPixels: -1,
        });
      }),
    ];
  };
  const first = features(
    'p',
    Int32Array.from(latitude, (_, i) => i),
    prefix,
  );
  function* files(): Generator<readonly [string, string]> {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { name, indices } = next;
      yield [`${prefix}${name}.kml`, kmlDocument(name, features(name, indices, ''))];
    }
  }
  return { features: first, files: files() };
}

/** The points in each quarter of their area that has any; points of one place stay together. */
function quarters(indices: Int32Array, latitude: Float64Array, longitude: Float64Array): Int32Array[] {
  if (indices.length === 0) return [];
  const { north, south, east, west } = boundsOf(indices, latitude, longitude);
  const [middle, centre] = [(north + south) / 2, (east + west) / 2];
  const quarter = (i: number) => (latitude[i] > middle ? 0 : 2) + (longitude[i] > centre ? 1 : 0);
  return [0, 1, 2, 3].map((k) => indices.filter((i) => quarter(i) === k)).filter(({ length }) => length > 0);
}

function boundsOf(indices: Int32Array, latitude: Float64Array, longitude: Float64Array): LatLonBounds {
  let [north, south, east, west] = [-90, 90, -180, 180];
  for (const i of indices) {
    north = Math.max(north, latitude[i]);
    south = Math.min(south, latitude[i]);
    east = Math.max(east, longitude[i]);
    west = Math.min(west, longitude[i]);
  }
  const margin = 1e-6; // an area has a size
  return { north: north + margin, south: south - margin, east: east + margin, west: west - margin };
}
