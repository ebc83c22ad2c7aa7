import { extname } from 'node:path';
import type { Context } from '../../core/context.ts';
import { OptionError } from '../../core/errors.ts';
import type { PointField, PointWriter } from '../../io/points/point-table.ts';
import type { PointColumn } from './column.ts';
import { egmsColumns } from './egms-columns.ts';
import type { PointScene } from './scene.ts';
import { shapefileColumns } from './shapefile-columns.ts';
import { tableColumns } from './table-columns.ts';

/** Kinds of files that points are written to. */
export const POINT_FORMATS = ['parquet', 'gpkg', 'csv', 'egms', 'shp'] as const;
export type PointFormat = (typeof POINT_FORMATS)[number];

/** How the name of a file of a format ends. */
export const EXTENSIONS: Readonly<Record<PointFormat, string>> = {
  parquet: '.parquet',
  gpkg: '.gpkg',
  csv: '.csv',
  egms: '.csv',
  shp: '.shp',
};

/** The format that the name of a file stands for. @throws {OptionError} when it stands for none */
export function formatOf(path: string): PointFormat {
  const extension = extname(path).toLowerCase().replace('.geoparquet', '.parquet');
  const format = POINT_FORMATS.find((name) => EXTENSIONS[name] === extension);
  if (format !== undefined) return format;
  throw new OptionError(
    `${path} does not tell the format of the points.`,
    `Let its name end in ${[...new Set(Object.values(EXTENSIONS))].join(', ')}, or give --format.`,
  );
}

/** The columns that a format has by custom. */
export function columnsOf(format: PointFormat, scene: PointScene, zeroFirst: boolean): PointColumn[] {
  if (format === 'egms') return egmsColumns(scene, zeroFirst);
  return format === 'shp' ? shapefileColumns(scene, zeroFirst) : tableColumns(scene, zeroFirst);
}

/** What is told in files that take words. */
const TOLD = ['PLATFORM', 'ORBIT_DIRECTION', 'HEADING', 'WAVELENGTH', 'REF_DATE', 'REF_LAT', 'REF_LON'];

/** A writer of a format. @param count number of points that will come */
export async function openWriter(
  format: PointFormat,
  path: string,
  fields: readonly PointField[],
  count: number,
  { main }: PointScene,
  { log, provenance }: Context,
): Promise<PointWriter> {
  const told = TOLD.flatMap((key) =>
    main.attributes[key] === undefined ? [] : [[key, main.attributes[key]]],
  );
  switch (format) {
    case 'parquet': {
      const { GeoParquetWriter } = await import('../../io/points/geoparquet.ts');
      return GeoParquetWriter.open(path, fields, {
        ...Object.fromEntries(told),
        ...(provenance && { provenance }),
      });
    }
    case 'gpkg': {
      const { GeoPackageWriter } = await import('../../io/points/geopackage.ts');
      const words = ['displacement in mm', ...told.map(([key, text]) => `${key} ${text}`), provenance ?? ''];
      return GeoPackageWriter.open(path, fields, words.filter(Boolean).join('; '));
    }
    case 'shp': {
      const { ShapefileWriter } = await import('../../io/points/shapefile.ts');
      return ShapefileWriter.open(path, fields, count, (word) => log.warn(word));
    }
    default: {
      const { CsvWriter } = await import('../../io/points/csv.ts');
      return CsvWriter.open(path, fields);
    }
  }
}
