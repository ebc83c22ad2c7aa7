import { UnsupportedError } from '../../core/errors.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { crsText, type MapCrs } from '../attributes/crs.ts';
import type { H5Type } from '../hdf5/types.ts';

const TYPES: Readonly<Record<string, number>> = { u1: 1, i2: 2, i4: 3, f4: 4, f8: 5, u2: 12, u4: 13 };

/** A raster of one band that lies row by row in a file beside the header. */
export interface EnviRaster {
  readonly grid: MapGrid;
  readonly crs: MapCrs;
  readonly type: H5Type;
  readonly description: string;
  readonly noData?: number;
}

/** @throws {UnsupportedError} for coordinates or numbers that ENVI headers have no words for */
export function enviHeaderText({ grid, crs, type, description, noData }: EnviRaster): string {
  const code = TYPES[type];
  if (code === undefined)
    throw new UnsupportedError(`ENVI has no type for ${type} numbers.`, 'Use --of GTiff.');
  const { xFirst, yFirst, xStep, yStep, length, width } = grid;
  const place = [1, 1, xFirst, yFirst, xStep, -yStep].join(', ');
  const text = crsText(crs);
  if (text === undefined) {
    throw new UnsupportedError(
      `ENVI headers are written for degrees on WGS 84 and UTM, not for ${crs.epsg === undefined ? 'an unnamed projection' : `EPSG:${crs.epsg}`}.`,
      'Use --of GTiff, which keeps the code.',
    );
  }
  const zone = crs.utmZone;
  const mapInfo =
    zone === undefined
      ? `Geographic Lat/Lon, ${place}, WGS-84`
      : `UTM, ${place}, ${Number.parseInt(zone, 10)}, ${zone.endsWith('S') ? 'South' : 'North'}, WGS-84, units=Meters`;
  return [
    'ENVI',
    'description = {written by mintsar}',
    `samples = ${width}`,
    `lines = ${length}`,
    'bands = 1',
    'header offset = 0',
    'file type = ENVI Standard',
    `data type = ${code}`,
    'interleave = bsq',
    'byte order = 0',
    `map info = {${mapInfo}}`,
    `coordinate system string = {${text}}`,
    `band names = {${description.replace(/[{},]/g, ' ').replace(/ +/g, ' ')}}`,
    ...(noData === undefined ? [] : [`data ignore value = ${Number.isNaN(noData) ? 'nan' : noData}`]),
    '',
  ].join('\n');
}
