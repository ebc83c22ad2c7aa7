import { pixelCenter } from '../../core/geometry/map-grid.ts';
import { pythonFloat } from '../../core/python-float.ts';
import type { Attributes } from '../hdf5/types.ts';
import { isGeocoded, mapGrid } from './typed.ts';

/** Attributes without a reference point, or the area that stood for it. */
export function withoutReference(attributes: Attributes): Attributes {
  const { REF_Y: _y, REF_X: _x, REF_LAT: _lat, REF_LON: _lon, REF_AREA: _area, ...rest } = attributes;
  return rest;
}

/**
 * Attributes with another reference point: REF_Y and REF_X, and on a map REF_LAT and REF_LON of the centre of the pixel.
 * In radar coordinates nothing tells them: those of the old point are taken away.
 */
export function withReference(
  attributes: Attributes,
  { y, x }: { readonly y: number; readonly x: number },
): Attributes {
  const out = { ...withoutReference(attributes), REF_Y: String(y), REF_X: String(x) };
  if (!isGeocoded(attributes)) return out;
  const [lat, lon] = pixelCenter(mapGrid(attributes), y, x);
  return { ...out, REF_LAT: pythonFloat(lat), REF_LON: pythonFloat(lon) };
}
