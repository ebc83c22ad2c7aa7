import { FileError } from '../core/errors.ts';
import type { GeometryDataset } from './description.ts';
import { type RangeCount, rangeText, VALUE_LIMITS } from './value-range.ts';

/** What a layer without any data takes from the results. */
const WITHOUT: Partial<Record<GeometryDataset, string>> = {
  waterMask: 'no pixel is land: all of them will be masked',
  height: 'no pixel has a height',
  latitude: 'no pixel has a place: nothing can be geocoded',
  longitude: 'no pixel has a place: nothing can be geocoded',
  rangeCoord: 'no pixel of the map has a place in the image: nothing can be geocoded',
  azimuthCoord: 'no pixel of the map has a place in the image: nothing can be geocoded',
  incidenceAngle: 'no pixel has an incidence angle',
};

/**
 * What is odd about a layer of the geometry that has been read: it holds nothing, or values that cannot be meant.
 * @param source path of the layer, or how it is computed
 * @throws {FileError} when most of its values cannot be meant: nothing that is made with them would be right
 */
export function oddGeometry(name: GeometryDataset, source: string, seen: RangeCount): string[] {
  if (seen.count === 0) {
    const lost = WITHOUT[name];
    return lost === undefined ? [] : [`${source}: ${name} is 0 or NaN everywhere, so ${lost}.`];
  }
  if (seen.outside === 0) return [];
  const found = `${name} cannot be meant: ${rangeText(seen, VALUE_LIMITS[name])}`;
  if (2 * seen.outside > seen.count) {
    throw new FileError(
      `${source}: ${found}, outside of that in ${percent(seen.outside / seen.count)} of its pixels.`,
      'Correct the byte order, data type or unit in the sheet beside it, or name another file in mintpy.load.*.',
    );
  }
  return [`${source}: ${found}, outside of that in ${seen.outside} of ${seen.count} pixels.`];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
