import { OptionError } from '../../core/errors.ts';
import type { Bounds } from '../../core/geometry/map-grid.ts';
import type { Service } from '../service.ts';

/** Raster tiles of the whole Earth on a public server, each read in parts. */
export interface TileSet {
  readonly service: Service;
  /** the variable of the environment that names another server with the same tiles */
  readonly variable: string;
  /** degrees along the sides of a tile */
  readonly degrees: number;
  /** address below the service's, from the corner of a tile in the south-west, whole degrees */
  path(south: number, west: number): string;
}

/** Copernicus DEM GLO-90, heights over the geoid EGM2008; open data of ESA. Where there is no tile there is sea. */
export const GLO_90: TileSet = {
  service: { name: 'Copernicus DEM GLO-90', address: 'https://copernicus-dem-90m.s3.amazonaws.com' },
  variable: 'COPERNICUS_DEM_URL',
  degrees: 1,
  path(south, west) {
    const name = `Copernicus_DSM_COG_30_${latitude(south, '_00')}_${longitude(west, '_00')}_DEM`;
    return `${name}/${name}.tif`;
  },
};

/** ESA WorldCover 2021, classes of land cover, 10 m; 80 is permanent water. */
export const WORLD_COVER: TileSet = {
  service: {
    name: 'ESA WorldCover 2021',
    address: 'https://esa-worldcover.s3.eu-central-1.amazonaws.com/v200/2021/map',
  },
  variable: 'WORLD_COVER_URL',
  degrees: 3,
  path: (south, west) => `ESA_WorldCover_10m_2021_v200_${latitude(south)}${longitude(west)}_Map.tif`,
};

function latitude(south: number, minutes = ''): string {
  return `${south < 0 ? 'S' : 'N'}${String(Math.abs(south)).padStart(2, '0')}${minutes}`;
}

function longitude(west: number, minutes = ''): string {
  const turned = ((((west + 180) % 360) + 360) % 360) - 180;
  return `${turned < 0 ? 'W' : 'E'}${String(Math.abs(turned)).padStart(3, '0')}${minutes}`;
}

/** A tile that an area meets: its corner in the south-west, degrees, longitudes as in the area. */
export interface Tile {
  readonly south: number;
  readonly west: number;
  readonly url: string;
}

/** Where the tiles of a set are. @throws {OptionError} when the variable of the set holds no address */
function tileAddress(
  { service, variable }: TileSet,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const text = env[variable]?.trim() || service.address;
  if (/^https?:/.test(text) && URL.canParse(text)) return text;
  throw new OptionError(
    `The variable ${variable} is "${text}", which is no address.`,
    `Take it away to ask ${service.address}.`,
  );
}

/** Tiles of an area in degrees, from north to south. @param address of the server, {@link tileAddress} unless given */
export function tilesOf(
  set: TileSet,
  { south, north, west, east }: Bounds,
  address: string = tileAddress(set),
): Tile[] {
  const { degrees, path } = set;
  const from = (value: number) => Math.floor(value / degrees) * degrees;
  const tiles: Tile[] = [];
  for (let y = from(north); y >= from(south); y -= degrees)
    for (let x = from(west); x < east; x += degrees)
      if (y < north && y + degrees > south)
        tiles.push({ south: y, west: x, url: `${address.replace(/\/+$/, '')}/${path(y, x)}` });
  return tiles;
}
