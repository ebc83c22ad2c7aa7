import { FileError, MetadataError } from '../../core/errors.ts';
import { continuousLongitudes } from '../../core/geometry/longitude.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { lookupExtent, validLookupPixels } from '../../core/geometry/resample/lookup-validity.ts';
import {
  equalAreaStep,
  geocodedGrid,
  middleLatitude,
  sameSizeStep,
} from '../../core/geometry/resample/output-grid.ts';
import { type Product, readGrid } from '../../io/products/product.ts';

/** The map that a radar geometry would be geocoded to. @throws {FileError} when it has no place at all */
export async function mapOfRadar(geometry: Product): Promise<MapGrid> {
  const { path, length, width } = geometry;
  const latitude = (await readGrid(path, 'latitude')).data;
  const longitude = continuousLongitudes((await readGrid(path, 'longitude')).data);
  const valid = validLookupPixels(latitude, longitude);
  const extent = lookupExtent(latitude, longitude, valid);
  if (!(extent.north >= extent.south))
    throw new FileError(`${path} has no pixel with a latitude and a longitude.`, 'Load the geometry again.');
  return geocodedGrid(
    extent,
    stepOf(geometry, middleLatitude(extent)) ?? sameSizeStep(extent, length, width),
  );
}

function stepOf({ facts }: Product, latitude: number) {
  try {
    return equalAreaStep(facts.radar, latitude);
  } catch (error) {
    if (error instanceof MetadataError) return undefined; // as large as the radar image then
    throw error;
  }
}
