import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { centralMeridianOf, crsText, type MapCrs } from '../attributes/crs.ts';
import type { NcAttribute, NcVariable } from './classic.ts';

/** Rows, columns and coordinate system of a map, as the CF conventions (1.8) want them. */
export interface MapAxes {
  /** names of the dimensions of rows and columns */
  readonly y: string;
  readonly x: string;
  readonly dimensions: Readonly<Record<string, number>>;
  readonly variables: readonly NcVariable[];
  /** name of the variable that tells the coordinate system */
  readonly mapping: string;
}

/** Coordinates are those of pixel centres; `actual_range` has the outer edges, where GMT looks for them. */
export function mapAxes(grid: MapGrid, crs: MapCrs): MapAxes {
  const { length, width, xFirst, yFirst, xStep, yStep } = grid;
  const [y, x] = crs.isProjected ? ['y', 'x'] : ['lat', 'lon'];
  const words = crs.isProjected
    ? {
        y: { long_name: 'northing', standard_name: 'projection_y_coordinate', units: 'm' },
        x: { long_name: 'easting', standard_name: 'projection_x_coordinate', units: 'm' },
      }
    : {
        y: { long_name: 'latitude', standard_name: 'latitude', units: 'degrees_north' },
        x: { long_name: 'longitude', standard_name: 'longitude', units: 'degrees_east' },
      };
  const axis = (
    name: string,
    first: number,
    step: number,
    n: number,
    text: Record<string, string>,
  ): NcVariable => {
    const edges = [first, first + n * step].sort((a, b) => a - b);
    return {
      name,
      type: 'double',
      dimensions: [name],
      attributes: {
        ...text,
        axis: text['long_name'].match(/lat|north/) ? 'Y' : 'X',
        actual_range: { type: 'double', values: edges },
      },
      values: Float64Array.from({ length: n }, (_, k) => first + (k + 0.5) * step),
    };
  };
  return {
    y,
    x,
    dimensions: { [y]: length, [x]: width },
    variables: [
      axis(y, yFirst, yStep, length, words.y),
      axis(x, xFirst, xStep, width, words.x),
      {
        name: 'crs',
        type: 'int',
        dimensions: [],
        attributes: gridMapping(grid, crs),
        values: [crs.epsg ?? 0],
      },
    ],
    mapping: 'crs',
  };
}

/** The coordinate system in the words of CF, as text, and as GDAL keeps it. */
function gridMapping({ xFirst, yFirst, xStep, yStep }: MapGrid, crs: MapCrs): Record<string, NcAttribute> {
  const text = crsText(crs) ?? (crs.epsg === undefined ? undefined : `EPSG:${crs.epsg}`);
  const ellipsoid = { semi_major_axis: 6378137, inverse_flattening: 298.257223563 };
  const words: Record<string, NcAttribute> =
    crs.utmZone !== undefined
      ? {
          grid_mapping_name: 'transverse_mercator',
          latitude_of_projection_origin: 0,
          longitude_of_central_meridian: centralMeridianOf(crs.utmZone),
          scale_factor_at_central_meridian: 0.9996,
          false_easting: 500_000,
          false_northing: crs.utmZone.endsWith('S') ? 10_000_000 : 0,
          ...ellipsoid,
        }
      : crs.isProjected
        ? {}
        : { grid_mapping_name: 'latitude_longitude', longitude_of_prime_meridian: 0, ...ellipsoid };
  return {
    ...words,
    ...(crs.epsg !== undefined && { epsg_code: `EPSG:${crs.epsg}` }),
    ...(text !== undefined && { crs_wkt: text, spatial_ref: text }),
    GeoTransform: [xFirst, xStep, 0, yFirst, 0, yStep].join(' '),
  };
}
