import type { Context } from '../../core/context.ts';
import { longitudeNear } from '../../core/geometry/longitude.ts';
import { type Bounds, cropGrid, gridBounds, type MapGrid } from '../../core/geometry/map-grid.ts';
import { mapTransform } from '../../core/geometry/map-transform.ts';
import { warpMap, warpWindow } from '../../core/geometry/resample/warp-map.ts';
import { openTiff, type TiffImage } from '../../io/geotiff/tiff-image.ts';
import { type Tile, type TileSet, tilesOf } from '../../services/copernicus/tile-names.ts';
import { openFarFile } from '../../services/far-file.ts';
import { fetchAll } from '../../services/fetch-all.ts';
import { NotThereError } from '../../services/service-errors.ts';

export interface TileRequest {
  readonly tiles: TileSet;
  /** in place of the service's own */
  readonly address?: string;
  readonly grid: MapGrid;
  readonly method: 'nearest' | 'bilinear';
  /** where there is no tile */
  readonly missing: number;
}

/** Rows of a map that are made at a time of tiles much finer than it, so that memory stays bounded. */
const MOST_PIXELS = 16 << 20;

/**
 * A map made of raster tiles on a server, of which only the parts that it needs are fetched.
 * @returns [grid.length, grid.width], NaN where a tile has no data
 * @throws {RunError} when the server cannot be reached, {FileError} for what is no tile
 */
export async function fetchTiles(request: TileRequest, context: Context): Promise<Float32Array> {
  const { tiles: set, address, grid, missing } = request;
  const area = degreesOf(grid);
  const names = tilesOf(set, area, address);
  const out = new Float32Array(grid.length * grid.width).fill(Number.NaN);
  const outcomes = await fetchAll(
    `reading ${set.service.name}`,
    names,
    async (tile) => {
      const image = await tileImage(set, tile, context);
      if (image === undefined) return void fillTile(out, grid, tile, set.degrees, missing);
      try {
        await layTile(out, request, tile, image);
      } finally {
        image.close();
      }
    },
    context,
  );
  const failed = outcomes.find((outcome) => 'error' in outcome);
  if (failed !== undefined && 'error' in failed) throw failed.error;
  return out;
}

async function tileImage(
  { service }: TileSet,
  { url }: Tile,
  context: Context,
): Promise<TiffImage | undefined> {
  try {
    return await openTiff(await openFarFile({ service, url }, context));
  } catch (error) {
    if (error instanceof NotThereError) return undefined;
    throw error;
  }
}

/** Pixels of a map whose centre lies in a tile: rows and columns that may, and the test of one. */
function pixelsIn(grid: MapGrid, { south, west }: Tile, degrees: number) {
  const toDegrees = mapTransform(grid, { ...grid, utmZone: undefined, xFirst: west, xStep: 0 });
  const isIn = (y: number, x: number) => {
    const [lat, lon] = toDegrees(grid.yFirst + (y + 0.5) * grid.yStep, grid.xFirst + (x + 0.5) * grid.xStep);
    const east = longitudeNear(lon, west + degrees / 2) - west;
    return lat >= south && lat < south + degrees && east >= 0 && east < degrees;
  };
  if (grid.utmZone !== undefined) return { y0: 0, y1: grid.length, x0: 0, x1: grid.width, isIn };
  const column = (lon: number) =>
    (longitudeNear(lon, grid.xFirst + (grid.width / 2) * grid.xStep) - grid.xFirst) / grid.xStep;
  const row = (lat: number) => (lat - grid.yFirst) / grid.yStep;
  const clip = (value: number, most: number) => Math.max(0, Math.min(most, value));
  return {
    y0: clip(Math.floor(row(south + degrees)), grid.length),
    y1: clip(Math.ceil(row(south)), grid.length),
    x0: clip(Math.floor(column(west)), grid.width),
    x1: clip(Math.ceil(column(west + degrees)), grid.width),
    isIn,
  };
}

function fillTile(out: Float32Array, grid: MapGrid, tile: Tile, degrees: number, value: number): void {
  const { y0, y1, x0, x1, isIn } = pixelsIn(grid, tile, degrees);
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) if (isIn(y, x)) out[y * grid.width + x] = value;
}

async function layTile(
  out: Float32Array,
  { tiles: set, grid, method }: TileRequest,
  tile: Tile,
  image: TiffImage,
): Promise<void> {
  const { place, length, width, noData } = image;
  const from: MapGrid = {
    ...(place ?? {
      yFirst: tile.south + set.degrees,
      xFirst: tile.west,
      yStep: -set.degrees / length,
      xStep: set.degrees / width,
    }),
    length,
    width,
  };
  const { y0, y1, x0, x1, isIn } = pixelsIn(grid, tile, set.degrees);
  const finer = Math.max(1, ((length * width) / set.degrees ** 2) * Math.abs(grid.yStep * grid.xStep));
  const rows =
    grid.utmZone === undefined ? Math.max(1, Math.floor(MOST_PIXELS / finer / Math.max(1, x1 - x0))) : 64;
  for (let top = y0; top < y1; top += rows) {
    const box = { y0: top, y1: Math.min(y1, top + rows), x0, x1 };
    const part = cropGrid(grid, box);
    const window = warpWindow(from, part);
    if (window === undefined) continue;
    const values = await image.read(1, window);
    const data = Float32Array.from(values);
    if (noData !== undefined)
      for (let i = 0; i < data.length; i++) if (values[i] === noData) data[i] = Number.NaN;
    const shape = [window.y1 - window.y0, window.x1 - window.x0] as const;
    const own = warpMap({ data, shape }, cropGrid(from, window), part, method);
    for (let y = box.y0, i = 0; y < box.y1; y++)
      for (let x = x0; x < x1; x++, i++) {
        const at = y * grid.width + x;
        // At the edge of a tile a neighbour's pixel may be the nearest: what is outside of its own degrees fills gaps alone.
        if (!Number.isNaN(own[i]) && (Number.isNaN(out[at]) || isIn(y, x))) out[at] = own[i];
      }
  }
}

/** Area of a map, degrees. */
function degreesOf(grid: MapGrid): Bounds {
  const { south, north, west, east } = gridBounds(grid);
  if (grid.utmZone === undefined) return { south, north, west, east };
  const place = mapTransform(grid, { yFirst: 0, xFirst: 0, xStep: 1, yStep: -1, length: 1, width: 1 });
  const steps = Array.from({ length: 9 }, (_, k) => k / 8);
  const corners = steps.flatMap((t) => [
    place(south, west + t * (east - west)),
    place(north, west + t * (east - west)),
    place(south + t * (north - south), west),
    place(south + t * (north - south), east),
  ]);
  const [lats, lons] = [0, 1].map((k) => corners.map((corner) => corner[k]));
  return {
    south: Math.min(...lats),
    north: Math.max(...lats),
    west: Math.min(...lons),
    east: Math.max(...lons),
  };
}
