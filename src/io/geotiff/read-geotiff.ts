import { readFileSync } from 'node:fs';
import type { Grid } from '../../core/array.ts';
import { FileError } from '../../core/errors.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';

/**
 * First band of a GeoTIFF in degrees, north up, with where it is; no-data is NaN.
 * @throws {FileError} when it is damaged, or lies otherwise
 */
export async function readGeoTiff(path: string): Promise<{ raster: Grid; grid: MapGrid }> {
  const { fromArrayBuffer } = await import('geotiff');
  const bytes = readFileSync(path);
  try {
    const tiff = await fromArrayBuffer(new Uint8Array(bytes).buffer);
    const image = await tiff.getImage();
    const [length, width] = [image.getHeight(), image.getWidth()];
    const [xFirst, yFirst] = image.getOrigin();
    const [xStep, yStep] = image.getResolution();
    if (!(xStep > 0 && yStep < 0 && Math.abs(yFirst) <= 90.5 && Math.abs(xFirst) <= 360.5))
      throw new FileError(
        `${path} is no map in degrees with north up.`,
        'Convert it with: gdalwarp -t_srs EPSG:4326.',
      );
    const [band] = (await image.readRasters({ samples: [0] })) as unknown as [ArrayLike<number>];
    const data = Float32Array.from(band);
    const noData = image.getGDALNoData();
    if (noData !== null && !Number.isNaN(noData))
      for (let i = 0; i < data.length; i++) if (band[i] === noData) data[i] = Number.NaN;
    return {
      raster: { data, shape: [length, width] },
      grid: { yFirst, xFirst, yStep, xStep, length, width },
    };
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    throw new FileError(`${path} cannot be read as GeoTIFF.`, 'Download it again: it may be cut.', { cause });
  }
}
