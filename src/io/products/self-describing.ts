import { closeSync, openSync, readSync } from 'node:fs';
import type { Values } from '../../core/array.ts';
import { MetadataError } from '../../core/errors.ts';
import { withStandardKeys } from '../attributes/alias.ts';
import { type MapRasterFacts, mapRasterAttributes } from '../attributes/map-raster.ts';
import { LocalFile } from '../bytes/local-file.ts';
import { openTiff } from '../geotiff/tiff-image.ts';
import type { Attributes } from '../hdf5/types.ts';
import { openNetcdfGrid } from '../netcdf/netcdf-grid.ts';
import { rasterFileType } from '../raster/file-type.ts';
import { readSheet, sidecarOf } from '../raster/local.ts';
import type { RasterWithAttributes } from '../raster/raster.ts';
import { parseRsc } from '../raster/rsc.ts';

/** How files begin that describe themselves. */
const TIFF = ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'];
const NETCDF = ['CDF\x01', 'CDF\x02', 'CDF\x05', '\x89HDF'];

/**
 * Open a raster that says by itself how its bytes lie and where it is: a GeoTIFF, or a netCDF grid as GMT writes it. What a `.rsc`
 * beside it says counts more. No data is NaN in floating numbers, but for 0, which the field keeps as it is.
 * @returns undefined for a file that begins otherwise
 * @throws {FileError} when it is damaged @throws {MetadataError} for a map whose south is up, or that runs from east to west
 */
export async function openSelfDescribing(path: string): Promise<RasterWithAttributes | undefined> {
  if (!/\.(?:tiff?|grd|nc|cos)$/i.test(path)) return undefined;
  const first = beginningOf(path);
  if (TIFF.includes(first)) {
    const image = await openTiff(new LocalFile(path));
    return {
      ...described(path, image),
      read: (band, box) => withoutBlanks(image, image.readNow(band, box)),
      close: image.close,
    };
  }
  if (!NETCDF.includes(first)) return undefined;
  const grid = openNetcdfGrid(new LocalFile(path));
  // Scaled values are floating numbers, whatever stands in the file.
  return {
    ...described(path, { ...grid, type: 'f4', noData: undefined }),
    read: (_, box) => grid.read(box),
    close: grid.close,
  };
}

function beginningOf(path: string): string {
  const head = Buffer.alloc(4);
  const fd = openSync(path, 'r');
  readSync(fd, head, 0, 4, 0);
  closeSync(fd);
  return head.toString('latin1');
}

function described(path: string, facts: MapRasterFacts): Omit<RasterWithAttributes, 'read' | 'close'> {
  const { length, width, bands, type, place, noData } = facts;
  if (place !== undefined && !(place.xStep > 0 && place.yStep < 0))
    throw new MetadataError(
      `${path} is no map with north up: its steps are ${place.yStep}, ${place.xStep}.`,
      'Convert it with gdalwarp.',
    );
  const rsc = sidecarOf(path, 'rsc');
  const own: Attributes = rsc === undefined ? {} : parseRsc(readSheet(rsc)).attributes;
  const attributes = withStandardKeys({
    PROCESSOR: 'gdal',
    ...mapRasterAttributes(facts),
    ...own,
    FILE_TYPE: rasterFileType(path),
  });
  return { path, length, width, bands, type, attributes, noData: () => noData };
}

function withoutBlanks({ noData, type }: MapRasterFacts, values: Values): Values {
  if (noData === undefined || noData === 0 || !type.startsWith('f')) return values;
  const blank = type === 'f4' ? Math.fround(noData) : noData;
  for (let i = 0; i < values.length; i++) if (values[i] === blank) values[i] = Number.NaN;
  return values;
}
