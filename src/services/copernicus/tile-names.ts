import type { Bounds } from '../../core/geometry/map-grid.ts';
import type { Service } from '../service.ts';

/** Raster tiles of the whole Earth on a public server, each read in parts. */
export interface TileSet {
  readonly service: Service;
  /** degrees along the sides of a tile */
  readonly degrees: number;
  /** address below the service's, from the corner of a tile in the south-west, whole degrees */
  path(south: number, west: number): string;
}

/** Copernicus DEM GLO-90, heights over the geoid EGM2008; open data of ESA. Where there is no tile there is sea. */
export const GLO_90: TileSet = {
  service: { name: 'Copernicus DEM GLO-90', address: 'https://copernicus-dem-90m.s3.amazonaws.com' },
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

/** Tiles of an area in degrees, from north to south. @param address in place of the service's own */
export function tilesOf(
  { service, degrees, path }: TileSet,
  { south, north, west, east }: Bounds,
  address: string = service.address,
): Tile[] {
  const from = (value: number) => Math.floor(value / degrees) * degrees;
  const tiles: Tile[] = [];
  for (let y = from(north); y >= from(south); y -= degrees)
    for (let x = from(west); x < east; x += degrees)
      if (y < north && y + degrees > south)
        tiles.push({ south: y, west: x, url: `${address.replace(/\/+$/, '')}/${path(y, x)}` });
  return tiles;
}
