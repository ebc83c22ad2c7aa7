import { basename, extname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import type { MapCrs } from '../../io/attributes/crs.ts';
import type { ExtractArea } from '../../io/gunw/extraction-area.ts';
import { ownRaster } from '../../processors/own-raster.ts';
import { GLO_90, WORLD_COVER } from '../../services/copernicus/tile-names.ts';
import { writeEnviOutput } from './envi-output.ts';
import { fetchTiles } from './fetch-tiles.ts';

/** Addresses in place of the usual ones. */
export interface TileAddresses {
  readonly dem?: string;
  readonly landCover?: string;
}

/** Class of land cover: permanent water. */
const WATER = 80;

/**
 * Heights of the pixels, whole metres, from tiles of the Copernicus DEM GLO-90 or a raster of the user's, and a file of them in `DEM/`.
 * @param file `download`, or a raster on any map in degrees or UTM
 * @returns [length, width], m
 */
export async function makeHeights(
  file: string,
  { grid, crs }: Pick<ExtractArea, 'grid' | 'crs'>,
  folder: string,
  addresses: TileAddresses,
  context: Context,
): Promise<Float32Array> {
  const isOwn = !isDownload(file);
  const values = isOwn
    ? await ownRaster(file, grid, crs.epsg, 'bilinear')
    : await fetchTiles(
        { tiles: GLO_90, address: addresses.dem, grid, method: 'bilinear', missing: 0 },
        context,
      );
  // Whole metres: what is written is what geometry is made with. (Loops: `from` with a function takes ten times as long.)
  const stored = new Int16Array(values.length);
  let missing = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) missing++;
    else stored[i] = Math.round(values[i]);
  }
  if (missing === values.length)
    throw new FileError(
      `${isOwn ? file : 'The elevation model'} has no heights of the area.`,
      'Give one that covers it with -d.',
    );
  if (missing > 0)
    context.log.warn(
      `${isOwn ? file : GLO_90.service.name} has no height for ${missing} of ${values.length} pixels: they count as 0 m`,
    );
  const name = isOwn ? `${basename(file, extname(file))}.dem` : 'glo_90.dem';
  await write(join(folder, 'DEM', name), grid, crs, 'i2', stored);
  return Float32Array.from(stored);
}

/**
 * Water mask of the pixels: classes of ESA WorldCover 2021, or a raster of the user's, 1 = valid.
 * @param file `download`, or a raster on any map in degrees or UTM
 * @returns [length, width], 0 or 1
 */
export async function makeMask(
  file: string,
  { grid, crs }: Pick<ExtractArea, 'grid' | 'crs'>,
  addresses: TileAddresses,
  context: Context,
): Promise<{ values: Uint8Array; name: string }> {
  if (isDownload(file)) {
    const address = addresses.landCover;
    const request = { tiles: WORLD_COVER, address, grid, method: 'nearest', missing: WATER } as const;
    const cover = await fetchTiles(request, context);
    return {
      values: onesWhere(cover, (one) => one !== WATER),
      name: 'esa_world_cover_2021.msk',
    };
  }
  const values = await ownRaster(file, grid, crs.epsg, 'nearest');
  return {
    values: onesWhere(values, (one) => one === 1),
    name: `${basename(file, extname(file))}.msk`,
  };
}

/** Put a mask into `mask/`. @throws {FileError} when it keeps nothing */
export async function writeMask(
  path: string,
  { grid, crs }: Pick<ExtractArea, 'grid' | 'crs'>,
  values: Uint8Array,
): Promise<void> {
  if (!values.includes(1))
    throw new FileError(
      'The mask leaves no pixel of the area.',
      'Check the file of -m, where 1 is valid, and -at.',
    );
  await write(path, grid, crs, 'u1', values, 0);
}

function isDownload(file: string): boolean {
  return file.toLowerCase() === 'download';
}

function write(
  path: string,
  grid: MapGrid,
  crs: MapCrs,
  type: 'i2' | 'u1',
  values: Int16Array | Uint8Array,
  noData?: number,
): Promise<void> {
  return writeEnviOutput({ path, grid, crs, type, noData }, async (put) => put(values));
}

function onesWhere(values: ArrayLike<number>, isValid: (value: number) => boolean): Uint8Array {
  const out = new Uint8Array(values.length);
  for (let i = 0; i < out.length; i++) if (isValid(values[i])) out[i] = 1;
  return out;
}
