import type { LongitudeRange } from '../geometry/longitude.ts';

/** Weather on levels of pressure over a regular grid of places, at one time. */
export interface PressureLevels {
  /** pressure [numLevel], Pa, ascending */
  readonly levels: Float64Array;
  /** degrees [numLatitude], ascending, evenly spaced */
  readonly latitudes: Float64Array;
  /** degrees [numLongitude], ascending, evenly spaced; may go on beyond 180 */
  readonly longitudes: Float64Array;
  /** geopotential [numLevel, numLatitude, numLongitude], m²/s² */
  readonly geopotential: Float64Array;
  /** temperature, same shape, K */
  readonly temperature: Float64Array;
  /** specific humidity, same shape, kg/kg */
  readonly humidity: Float64Array;
}

/** South, north, west and east of an area, degrees; `east` may lie beyond 180. */
export interface Area extends LongitudeRange {
  readonly south: number;
  readonly north: number;
}

/** Nodes beyond an area that take part in its profiles, degrees. */
const BUFFER = 1.2;

/**
 * The part of a weather grid in and around an area: nodes less than 1.2 degrees beyond it (Jolivet et al. 2011,
 * doi:10.1029/2011GL048757). The longitudes become those next to the area's.
 *
 * @returns undefined when the grid does not hold every place of the area between its nodes
 */
export function levelsAround(weather: PressureLevels, area: Area): PressureLevels | undefined {
  const turns = Math.round(((area.west + area.east) / 2 - middle(weather.longitudes)) / 360);
  const longitudes = weather.longitudes.map((longitude) => longitude + 360 * turns);
  const rows = nodesWithin(weather.latitudes, area.south, area.north);
  const columns = nodesWithin(longitudes, area.west, area.east);
  if (rows === undefined || columns === undefined) return undefined;
  const cut = (values: Float64Array) =>
    cutOut(values, [weather.levels.length, weather.latitudes.length, longitudes.length], rows, columns);
  return {
    levels: weather.levels,
    latitudes: weather.latitudes.slice(...rows),
    longitudes: longitudes.slice(...columns),
    geopotential: cut(weather.geopotential),
    temperature: cut(weather.temperature),
    humidity: cut(weather.humidity),
  };
}

type Range = readonly [first: number, end: number];

function middle(values: Float64Array): number {
  return (values[0] + values[values.length - 1]) / 2;
}

/**
 * Indices of the nodes from `low` - 1.2 to `high` + 1.2, the first and the one behind the last.
 *
 * @param nodes degrees [n], ascending
 * @returns undefined unless they lie around both
 */
export function nodesWithin(nodes: Float64Array, low: number, high: number): Range | undefined {
  let [first, end] = [0, nodes.length];
  while (first < end && !(nodes[first] > low - BUFFER)) first++;
  while (end > first && !(nodes[end - 1] < high + BUFFER)) end--;
  return end - first > 1 && nodes[first] <= low && nodes[end - 1] >= high ? [first, end] : undefined;
}

function cutOut(
  values: Float64Array,
  [numLevel, length, width]: readonly [number, number, number],
  [y0, y1]: Range,
  [x0, x1]: Range,
): Float64Array {
  const out = new Float64Array(numLevel * (y1 - y0) * (x1 - x0));
  let at = 0;
  for (let k = 0; k < numLevel; k++) {
    for (let y = y0; y < y1; y++, at += x1 - x0) {
      const row = (k * length + y) * width;
      out.set(values.subarray(row + x0, row + x1), at);
    }
  }
  return out;
}
