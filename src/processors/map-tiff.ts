import { FileError } from '../core/errors.ts';
import { mapRasterAttributes } from '../io/attributes/map-raster.ts';
import { LocalFile } from '../io/bytes/local-file.ts';
import { openTiff } from '../io/geotiff/tiff-image.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import { tiffLayer } from '../loading/layer.ts';
import type { MapFile } from './map-stack.ts';

/**
 * A GeoTIFF of a product with north up.
 * @param describe all attributes, given those of the raster itself
 * @throws {FileError} when it has no place, or lies otherwise
 */
export async function openMapTiff(
  path: string,
  describe: (path: string, raster: Attributes) => Attributes,
): Promise<MapFile> {
  const image = await openTiff(new LocalFile(path));
  image.close();
  const { length, width, place } = image;
  if (place === undefined || !(place.xStep > 0 && place.yStep < 0))
    throw new FileError(
      `${path} is no map with north up: ${place === undefined ? 'it has no place' : `its steps are ${place.yStep}, ${place.xStep}`}.`,
      'Convert it with gdalwarp, or take the file as it was delivered.',
    );
  const attributes = { ...describe(path, mapRasterAttributes(image)), FILE_PATH: path };
  return { path, length, width, attributes, layer: (transforms) => tiffLayer(image, { transforms }) };
}
