import type { Grid } from '../core/array.ts';
import { FileError } from '../core/errors.ts';
import { cropGrid, type MapGrid } from '../core/geometry/map-grid.ts';
import { warpMap, warpWindow } from '../core/geometry/resample/warp-map.ts';
import { epsgToUtmZone } from '../core/geometry/utm.ts';
import { mapCrs } from '../io/attributes/crs.ts';
import { LocalFile } from '../io/bytes/local-file.ts';
import { openTiff } from '../io/geotiff/tiff-image.ts';
import { readGrid, readProduct } from '../io/products/product.ts';

/**
 * A raster of any map in degrees or UTM, a GeoTIFF or a file with a sheet that tells its place, brought to the pixels of another
 * map: see `warpMap`.
 * @param epsg of the pixels
 * @param band of a GeoTIFF
 * @returns on shared memory; NaN where there is no data
 * @throws {FileError} when it cannot be read, or lies on a map that is not known here
 */
export async function rasterOnGrid(
  path: string,
  grid: MapGrid,
  epsg: number,
  method: 'nearest' | 'bilinear',
  band = 1,
): Promise<Float32Array> {
  const out = new Float32Array(new SharedArrayBuffer(4 * grid.length * grid.width)).fill(Number.NaN);
  const source = /\.tiff?$/i.test(path) ? await tiffSource(path, band) : await otherSource(path);
  assertKnown(path, source.epsg, epsg);
  const box = warpWindow(source.grid, grid);
  if (box !== undefined) warpMap(await source.read(box), cropGrid(source.grid, box), grid, method, out);
  source.close?.();
  return out;
}

/** A map whose pixels are read by windows; no data is NaN. */
interface MapSource {
  readonly grid: MapGrid;
  readonly epsg: number | undefined;
  read(box: NonNullable<ReturnType<typeof warpWindow>>): Promise<Grid>;
  close?(): void;
}

function assertKnown(path: string, own: number | undefined, epsg: number): void {
  const isKnown = (code: number | undefined) =>
    code === 4326 || (code !== undefined && epsgToUtmZone(code) !== undefined);
  if (own === epsg || (isKnown(own) && isKnown(epsg))) return;
  throw new FileError(
    `${path} is in ${own === undefined ? 'an unknown reference system' : `EPSG:${own}`}, the products in EPSG:${epsg}.`,
    `Convert it with: gdalwarp -t_srs EPSG:${epsg}.`,
  );
}

async function otherSource(path: string): Promise<MapSource> {
  const { facts, attributes } = await readProduct(path);
  if (!facts.isGeocoded)
    throw new FileError(
      `${path} does not tell where it lies.`,
      'Convert it to GeoTIFF with: gdal_translate.',
    );
  return {
    grid: facts.map,
    epsg: mapCrs(attributes).epsg,
    read: (box) => readGrid(path, undefined, box),
  };
}

async function tiffSource(path: string, band: number): Promise<MapSource> {
  const image = await openTiff(new LocalFile(path));
  const { length, width, place, noData, epsg } = image;
  if (place === undefined || !(place.xStep > 0 && place.yStep < 0)) {
    image.close();
    throw new FileError(`${path} is no map with north up.`, 'Convert it with: gdalwarp.');
  }
  const utmZone = epsg === undefined ? undefined : epsgToUtmZone(epsg);
  return {
    grid: { ...place, length, width, ...(utmZone === undefined ? {} : { utmZone }) },
    epsg: epsg ?? (Math.abs(place.xFirst) <= 360 && Math.abs(place.yFirst) <= 90 ? 4326 : undefined),
    async read(box) {
      const values = await image.read(band, box);
      const data = Float32Array.from(values);
      if (noData !== undefined)
        for (let i = 0; i < data.length; i++) if (values[i] === noData) data[i] = Number.NaN;
      return { data, shape: [box.y1 - box.y0, box.x1 - box.x0] };
    },
    close: () => image.close(),
  };
}
