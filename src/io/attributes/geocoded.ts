import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { roundHalfEven } from '../../core/stats/rounding.ts';
import type { Attributes } from '../hdf5/types.ts';

/** Place of the reference point as the lookup table gives it, printed by the caller in the table's precision. */
export interface ReferencePlace {
  readonly lat: string;
  readonly lon: string;
}

/**
 * Attributes after geocoding. REF_Y and REF_X are rounded from pixel corners, not floored as elsewhere: they can differ
 * by one from `latLonToPixel`, and files carry this value.
 * @param unit X_UNIT and Y_UNIT of the lookup table
 * @param reference place of the reference point; without it REF_Y, REF_X, REF_LAT and REF_LON are removed
 */
export function radarToMapAttributes(
  attributes: Attributes,
  grid: MapGrid,
  reference?: ReferencePlace,
  unit = 'degrees',
): Attributes {
  const out: Attributes = {
    ...attributes,
    LENGTH: String(grid.length),
    WIDTH: String(grid.width),
    Y_STEP: pythonFloat(grid.yStep),
    X_STEP: pythonFloat(grid.xStep),
    Y_FIRST: pythonFloat(grid.yFirst),
    X_FIRST: pythonFloat(grid.xFirst),
    Y_UNIT: unit,
    X_UNIT: unit,
  };
  for (const key of ['REF_Y', 'REF_X', 'REF_LAT', 'REF_LON']) delete out[key];
  if (reference && Number.isFinite(Number(reference.lat)) && Number.isFinite(Number(reference.lon))) {
    out['REF_LAT'] = reference.lat;
    out['REF_LON'] = reference.lon;
    out['REF_Y'] = String(roundHalfEven((Number(reference.lat) - grid.yFirst) / grid.yStep));
    out['REF_X'] = String(roundHalfEven((Number(reference.lon) - grid.xFirst) / grid.xStep));
  }
  return out;
}

/** Attributes after resampling to radar coordinates: size of the lookup table, nothing of the map. */
export function mapToRadarAttributes(attributes: Attributes, length: number, width: number): Attributes {
  const out: Attributes = { ...attributes, LENGTH: String(length), WIDTH: String(width) };
  for (const key of [
    'Y_FIRST',
    'X_FIRST',
    'Y_STEP',
    'X_STEP',
    'Y_UNIT',
    'X_UNIT',
    'UTM_ZONE',
    'EPSG',
    'REF_Y',
    'REF_X',
    'REF_LAT',
    'REF_LON',
  ]) {
    delete out[key];
  }
  return out;
}
