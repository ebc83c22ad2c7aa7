/** A longitude brought to (-180, 180] or, as `0to360`, to [0, 360). */
export function standardizeLongitude(longitude: number, limit: '-180to180' | '0to360' = '-180to180'): number {
  const turns = limit === '-180to180' ? Math.ceil(longitude / 360 - 0.5) : Math.floor(longitude / 360);
  return longitude - turns * 360;
}

/** The same meridian, at most half a turn from `center`: -179.5 near 180 is 180.5. Beyond any turn's reach, as metres are, unchanged. */
export function longitudeNear(longitude: number, center: number): number {
  if (!(Math.abs(longitude) <= 360)) return longitude;
  return longitude - 360 * Math.round((longitude - center) / 360);
}

/** Western and eastern edge of an area, degrees. */
export interface LongitudeRange {
  readonly west: number;
  readonly east: number;
}

/**
 * Two edges as typed: 179.5 and -179.5 are an area of one degree across the 180th meridian, whose east becomes 180.5.
 * Otherwise they stay, also in wrong order.
 */
export function acrossDateLine<R extends LongitudeRange>(range: R): R {
  const { west, east } = range;
  const isCrossing = west - east > 180 && Math.abs(west) <= 360 && Math.abs(east) <= 360;
  return isCrossing ? { ...range, east: east + 360 } : range;
}

/** The same area, turned so that it meets as much as it can of another one; all around the Earth it becomes the other. */
export function rangeNear<R extends LongitudeRange>(range: R, other: LongitudeRange): R {
  const { west, east } = acrossDateLine(range);
  if (!(Math.abs(west) <= 360 && Math.abs(east) <= 540)) return range; // metres
  if (east - west >= 360)
    return { ...range, west: Math.min(west, other.west), east: Math.max(east, other.east) };
  let best = { west, east };
  let most = overlap(best, other);
  for (const turn of [-360, 360]) {
    const turned = { west: west + turn, east: east + turn };
    const share = overlap(turned, other);
    if (share > most) [best, most] = [turned, share];
  }
  return { ...range, ...best };
}

/** Degrees in common; negative: how far apart. */
function overlap(a: LongitudeRange, b: LongitudeRange): number {
  return Math.min(a.east, b.east) - Math.max(a.west, b.west);
}

/**
 * Longitudes of the columns of a grid without the jump by a turn that those of a cut across the 180th meridian may have
 * (179.5, 179.75, -180, -179.75): what lies west of it comes after 180. All others as they are, the same array.
 *
 * @param axis degrees [numColumn], in the order of the grid
 * @returns degrees [numColumn]: the same array, or a new one when there is a jump
 */
export function unbrokenLongitudes(axis: Float64Array): Float64Array {
  const jump = axis.findIndex((value, k) => Math.abs(axis[k + 1] - value) > 180);
  if (jump < 0) return axis;
  const isLeft = axis[jump] < axis[jump + 1];
  return axis.map((value, k) => (k <= jump === isLeft ? value + 360 : value));
}

/**
 * Longitudes of a scene across the 180th meridian without the jump from 180 to -180: the western half of the globe
 * comes
 * after 180. All others as they are, the same array. 0 and NaN are no data.
 *
 * @param longitudes of any number of pixels, degrees
 * @returns as many, degrees: the same array, or a new one when anything changed
 */
export function continuousLongitudes<A extends ArrayLike<number>>(
  longitudes: A,
): A | Float32Array | Float64Array {
  let east = 0;
  let west = 0;
  let between = 0;
  for (let k = 0; k < longitudes.length; k++) {
    const lon = longitudes[k];
    if (lon > 90) east++;
    else if (lon < -90) west++;
    else if (lon !== 0 && lon - lon === 0) between++;
  }
  if (east === 0 || west === 0 || east + west <= between) return longitudes;
  const turned = (lon: number) => (lon < 0 ? lon + 360 : lon);
  return longitudes instanceof Float32Array
    ? Float32Array.from(longitudes, turned)
    : Float64Array.from(longitudes, turned);
}
