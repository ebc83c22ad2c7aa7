import { epsgToUtmZone } from '../../core/geometry/utm.ts';
import { pythonFloat } from '../../core/python-float.ts';
import type { Attributes } from '../hdf5/types.ts';
import { type ElementType, numpyName } from '../raster/element-type.ts';

/** What a file of a geocoded raster says of itself. */
export interface MapRasterFacts {
  readonly length: number;
  readonly width: number;
  readonly bands: number;
  readonly type: ElementType;
  readonly isByPixel: boolean;
  readonly noData: number | undefined;
  /** outer corner of the first pixel, and steps; undefined where the file does not say */
  readonly place?: Readonly<Record<'xFirst' | 'yFirst' | 'xStep' | 'yStep', number>>;
  readonly epsg?: number;
  /** whether coordinates are metres; told from their size when left out */
  readonly isProjected?: boolean;
}

/** Attributes of a geocoded raster, as the reference reads them from a file that GDAL opens. */
export function mapRasterAttributes(facts: MapRasterFacts): Attributes {
  const { length, width, place, epsg, noData } = facts;
  const noDataText = noData === undefined ? 'None' : pythonFloat(noData);
  const out: Attributes = {
    LENGTH: String(length),
    WIDTH: String(width),
    FILE_LENGTH: String(length),
    BANDS: String(facts.bands),
    DATA_TYPE: numpyName(facts.type),
    INTERLEAVE: facts.isByPixel ? 'BIP' : 'BSQ',
    NoDataValue: noDataText,
    NO_DATA_VALUE: noDataText.toLowerCase(),
    EPSG: epsg === undefined ? 'None' : String(epsg),
  };
  if (place === undefined) return out;
  const zone = epsg === undefined ? undefined : epsgToUtmZone(epsg);
  if (zone !== undefined) out.UTM_ZONE = zone;
  const isMetres =
    zone !== undefined || (facts.isProjected ?? Math.abs(place.xFirst) + Math.abs(place.yFirst) > 540);
  return {
    ...out,
    X_FIRST: pythonFloat(place.xFirst),
    Y_FIRST: pythonFloat(place.yFirst),
    X_STEP: pythonFloat(place.xStep),
    Y_STEP: pythonFloat(place.yStep),
    X_UNIT: isMetres ? 'meters' : 'degrees',
    Y_UNIT: isMetres ? 'meters' : 'degrees',
  };
}

/** Corners of a map in the order in which the radar saw them, in the units of the map. */
export function mapCorners(attributes: Attributes, direction: 'ascending' | 'descending'): Attributes {
  const [yFirst, xFirst, yStep, xStep] = ['Y_FIRST', 'X_FIRST', 'Y_STEP', 'X_STEP'].map((key) =>
    Number(attributes[key]),
  );
  const north = pythonFloat(yFirst);
  const south = pythonFloat(yFirst + yStep * Number(attributes.LENGTH));
  const west = pythonFloat(xFirst);
  const east = pythonFloat(xFirst + xStep * Number(attributes.WIDTH));
  const isAscending = direction === 'ascending';
  const [first, last] = isAscending ? [south, north] : [north, south];
  const [near, far] = isAscending ? [west, east] : [east, west];
  return {
    LAT_REF1: first,
    LAT_REF2: first,
    LAT_REF3: last,
    LAT_REF4: last,
    LON_REF1: near,
    LON_REF2: far,
    LON_REF3: near,
    LON_REF4: far,
  };
}
