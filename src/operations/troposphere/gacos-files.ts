import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Grid } from '../../core/array.ts';
import type { Area } from '../../core/atmosphere/pressure-levels.ts';
import { FileError } from '../../core/errors.ts';
import { longitudeNear } from '../../core/geometry/longitude.ts';
import { boundsToBox, cropGrid, gridBounds, type MapGrid } from '../../core/geometry/map-grid.ts';
import { LocalFile } from '../../io/bytes/local-file.ts';
import { readGeoTiff } from '../../io/geotiff/read-geotiff.ts';
import { readProduct } from '../../io/products/product.ts';
import type { ZenithDelay } from './zenith-delay-kernel.ts';

/** File of a date in a folder of GACOS: `20100117.ztd` with its sheet, else `20100117.ztd.tif`; undefined without one. */
export function gacosFile(folder: string, date: string): string | undefined {
  return [`${date}.ztd`, `${date}.ztd.tif`]
    .map((name) => join(folder, name))
    .find((path) => existsSync(path));
}

/**
 * Zenith delay of a file, m: all of it, or what covers a map.
 * @throws {FileError} when it cannot be read, or does not cover the map
 */
export async function readZenithDelay(path: string, map?: MapGrid): Promise<ZenithDelay> {
  const { raster, grid: stored } = path.endsWith('.tif') ? await readGeoTiff(path) : await readRaw(path);
  if (map === undefined) return { raster: { ...raster, data: shared(raster.data) }, grid: stored };
  const grid = { ...stored, xFirst: longitudeNear(stored.xFirst, map.xFirst) };
  const { y0, x0, y1, x1 } = boundsToBox(grid, gridBounds(map));
  if (!(y0 >= 0 && x0 >= 0 && y1 <= grid.length && x1 <= grid.width && y1 > y0 && x1 > x0))
    throw new FileError(`${path} does not cover the scene.`, 'Request a larger area.');
  const part = cropGrid(grid, { y0, x0, y1, x1 });
  const data = sharedFloats(part.length * part.width);
  for (let y = 0; y < part.length; y++) {
    const first = (y0 + y) * grid.width + x0;
    data.set(raster.data.subarray(first, first + part.width), y * part.width);
  }
  return { raster: { data, shape: [part.length, part.width] } };
}

async function readRaw(path: string): Promise<{ raster: Grid; grid: MapGrid }> {
  const { facts } = await readProduct(path);
  if (!facts.isGeocoded)
    throw new FileError(`${path}.rsc does not tell where the delays are.`, 'Get the file from GACOS again.');
  const { length, width } = facts.map;
  const { size } = statSync(path);
  if (size !== 4 * length * width)
    throw new FileError(
      `${path} has ${size} bytes, and ${path}.rsc tells of ${length} x ${width} values of 4 bytes.`,
      'Get both files from GACOS again.',
    );
  const data = sharedFloats(length * width); // stored as they stand in memory
  const file = new LocalFile(path);
  try {
    file.readInto(new Uint8Array(data.buffer), 0);
  } finally {
    file.close();
  }
  return { raster: { data, shape: [length, width] }, grid: facts.map };
}

/** Whether an area lies between the outermost centres of a grid in degrees. */
export function coversArea({ yFirst, xFirst, yStep, xStep, length, width }: MapGrid, area: Area): boolean {
  const half = xStep / 2;
  const [west, east] = [xFirst + half, xFirst + width * xStep - half];
  const [north, south] = [yFirst + yStep / 2, yFirst + (length - 0.5) * yStep];
  const turn = longitudeNear(area.west, (west + east) / 2) - area.west;
  return area.south >= south && area.north <= north && area.west + turn >= west && area.east + turn <= east;
}

/** Threads look at the same memory. */
function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * length));
}

function shared(data: Float32Array): Float32Array {
  if (data.buffer instanceof SharedArrayBuffer) return data;
  const memory = sharedFloats(data.length);
  memory.set(data);
  return memory;
}
