import type { Grid } from '../../core/array.ts';
import { FileError } from '../../core/errors.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { LocalFile } from '../bytes/local-file.ts';
import { openTiff } from './tiff-image.ts';

/**
 * First band of a GeoTIFF in degrees, north up, with where it is; no-data is NaN.
 * @throws {FileError} when it is damaged, or lies otherwise
 */
export async function readGeoTiff(path: string): Promise<{ raster: Grid; grid: MapGrid }> {
  const image = await openTiff(new LocalFile(path));
  try {
    const { length, width, place, noData } = image;
    const isMap =
      place !== undefined &&
      place.xStep > 0 &&
      place.yStep < 0 &&
      Math.abs(place.yFirst) <= 90.5 &&
      Math.abs(place.xFirst) <= 360.5;
    if (!isMap)
      throw new FileError(
        `${path} is no map in degrees with north up.`,
        'Convert it with: gdalwarp -t_srs EPSG:4326.',
      );
    const band = await image.read(1, { y0: 0, x0: 0, y1: length, x1: width });
    const data = Float32Array.from(band);
    if (noData !== undefined && !Number.isNaN(noData))
      for (let i = 0; i < data.length; i++) if (band[i] === noData) data[i] = Number.NaN;
    return { raster: { data, shape: [length, width] }, grid: { ...place, length, width } };
  } finally {
    image.close();
  }
}
