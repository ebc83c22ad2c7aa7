import type { MapGrid } from '../../core/geometry/map-grid.ts';
import type { MapCrs } from '../attributes/crs.ts';
import { typeSize } from '../hdf5/datatype.ts';
import type { H5Type } from '../hdf5/types.ts';
import type { Field } from './ifd.ts';

/** What a raster is, where it lies and what its values mean. */
export interface TiffRaster {
  readonly grid: MapGrid;
  readonly crs: MapCrs;
  readonly type: H5Type;
  /** e.g. `timeseries-20180504 (m)` */
  readonly description: string;
  readonly unit: string;
  /** no value for masks and whole numbers */
  readonly noData?: number;
  /** other things to know, as GDAL shows them */
  readonly metadata: Readonly<Record<string, string>>;
}

/** SampleFormat of TIFF by the kind of number. */
const FORMATS: Readonly<Record<string, number>> = { u: 1, i: 2, f: 3, b: 1 };

/** Fields that say what the values are: the same for an image and its overviews. */
export function pixelFields({ type, noData }: TiffRaster, rows: number, width: number): Field[] {
  const fields: Field[] = [
    { tag: 256, type: 'long', values: [width] },
    { tag: 257, type: 'long', values: [rows] },
    { tag: 258, type: 'short', values: [8 * typeSize(type)] },
    { tag: 262, type: 'short', values: [1] }, // 0 is black
    { tag: 277, type: 'short', values: [1] },
    { tag: 284, type: 'short', values: [1] },
    { tag: 339, type: 'short', values: [FORMATS[type.charAt(0)]] },
  ];
  return noData === undefined
    ? fields
    : [...fields, { tag: 42113, type: 'ascii', values: Number.isNaN(noData) ? 'nan' : String(noData) }];
}

/** Fields of the image alone: place (OGC GeoTIFF 1.1), description, unit and metadata as GDAL keeps them. */
export function imageFields(raster: TiffRaster): Field[] {
  const { grid } = raster;
  return [
    { tag: 33550, type: 'double', values: [grid.xStep, -grid.yStep, 0] },
    { tag: 33922, type: 'double', values: [0, 0, 0, grid.xFirst, grid.yFirst, 0] },
    { tag: 34735, type: 'short', values: geoKeys(raster.crs) },
    { tag: 42112, type: 'ascii', values: metadataText(raster) },
  ];
}

const PROJECTED = 1;
const GEOGRAPHIC = 2;

/** Keys of a map whose pixels are areas. A projection without a code is named as user-defined. */
function geoKeys({ epsg, isProjected }: MapCrs): number[] {
  const model = isProjected ? PROJECTED : GEOGRAPHIC;
  const keys = [
    [1024, 0, 1, model],
    [1025, 0, 1, 1],
    [isProjected ? 3072 : 2048, 0, 1, epsg ?? 32767],
  ];
  return [1, 1, 0, keys.length, ...keys.flat()];
}

function metadataText({ description, unit, metadata }: TiffRaster): string {
  const items = Object.entries(metadata).map(
    ([name, value]) => `  <Item name="${xml(name)}">${xml(value)}</Item>`,
  );
  const ofBand = [
    `  <Item name="DESCRIPTION" sample="0" role="description">${xml(description)}</Item>`,
    `  <Item name="UNITTYPE" sample="0" role="unittype">${xml(unit)}</Item>`,
  ];
  return ['<GDALMetadata>', ...items, ...ofBand, '</GDALMetadata>', ''].join('\n');
}

/** Text within XML, ASCII: fields of TIFF take no other letters. */
function xml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/[^\n\x20-\x7e]/gu, (letter) => `&#${letter.codePointAt(0)};`);
}
