import { type Box, crop, type Grid } from '../../core/array.ts';
import { halveRaster } from '../../core/terrain/halve.ts';
import { groundOverlay, kmlDocument, networkLink, region } from './kml.ts';
import type { Ground } from './overlay-ground.ts';

/** Pixels along the sides of a tile: what viewers load at a time. */
export const TILE_SIDE = 512;
/** A tile appears when it takes a quarter of its pixels of the screen, and stays beneath the finer ones. */
const MIN_PIXELS = TILE_SIDE / 4;

/** A level of a pyramid: the raster itself, or one of half the size of the level before. */
interface Level {
  readonly values: Grid;
  /** pixels of the raster that a pixel of the level stands for, along a side */
  readonly scale: number;
}

interface Tile {
  readonly level: number;
  readonly row: number;
  readonly column: number;
}

/** What a raster that is too large for one picture becomes. */
export interface TiledOverlay {
  /** the KML element that loads the coarsest picture, and through it the others when they are looked at */
  readonly link: string;
  /** KML files and their pictures, by their names in the archive */
  readonly files: AsyncGenerator<readonly [name: string, content: string | Uint8Array]>;
}

/**
 * A raster as a pyramid of tiles, each shown when it is large enough on the screen ("super overlay", KML 2.2 reference,
 * section Region). Tiles without data are left out.
 *
 * @param values [length, width]; NaN = transparent
 * @param ground where the raster lies
 * @param options.prefix folder of the files in the archive
 * @param options.draw a tile as PNG, a pixel for each value
 */
export function tiledOverlay(
  values: Grid,
  ground: Ground,
  options: {
    readonly name: string;
    readonly prefix: string;
    readonly method: 'mean' | 'nearest';
    draw(values: Grid): Promise<Uint8Array>;
  },
): TiledOverlay {
  const { name, prefix, method, draw } = options;
  const levels: Level[] = [{ values, scale: 1 }];
  for (;;) {
    const { values: last, scale } = levels[levels.length - 1];
    if (Math.max(...last.shape) <= TILE_SIDE) break;
    levels.push({ values: coarser(last, method), scale: 2 * scale });
  }
  const placed = ({ level, row, column }: Tile) =>
    ground.pieces(tileBox(levels[level], row, column), levels[level].scale);
  const file = ({ level, row, column }: Tile) => `${level}_${row}_${column}`;
  const link = (tile: Tile, folder: string) =>
    networkLink(`${name} ${file(tile)}`, `${folder}${file(tile)}.kml`, {
      bounds: ground.bounds(placed(tile)),
      minPixels: tile.level === levels.length - 1 ? 0 : MIN_PIXELS,
      maxPixels: -1,
    });
  const below = (tile: Tile): Tile[] => {
    if (tile.level === 0) return [];
    const level = tile.level - 1;
    const [rows, columns] = levels[level].values.shape.map((n) => Math.ceil(n / TILE_SIDE));
    const tiles: Tile[] = [];
    for (const row of [2 * tile.row, 2 * tile.row + 1]) {
      for (const column of [2 * tile.column, 2 * tile.column + 1]) {
        if (
          row < rows &&
          column < columns &&
          hasData(levels[level].values, tileBox(levels[level], row, column))
        )
          tiles.push({ level, row, column });
      }
    }
    return tiles;
  };
  async function* files(tile: Tile): AsyncGenerator<readonly [string, string | Uint8Array]> {
    const children = below(tile);
    const level = levels[tile.level];
    const pieces = placed(tile);
    const pictures = pieces.length === 1 ? pieces : pieces.filter(({ box }) => hasData(level.values, box));
    const picture = (k: number) => `${file(tile)}${pieces.length === 1 ? '' : `_${k}`}.png`;
    const isTop = tile.level === levels.length - 1;
    yield [
      `${prefix}${file(tile)}.kml`,
      kmlDocument(file(tile), [
        region({ bounds: ground.bounds(pieces), minPixels: isTop ? 0 : MIN_PIXELS, maxPixels: -1 }),
        ...pictures.map(({ place }, k) =>
          groundOverlay(file(tile), picture(k), place, levels.length - tile.level),
        ),
        ...children.map((child) => link(child, '')),
      ]),
    ];
    for (const [k, { box }] of pictures.entries())
      yield [`${prefix}${picture(k)}`, await draw(crop(level.values, box))];
    for (const child of children) yield* files(child);
  }
  const top: Tile = { level: levels.length - 1, row: 0, column: 0 };
  return { link: link(top, prefix), files: files(top) };
}

/** Half as many rows and columns, rounded up: means, or the first of two by two for what has no mean. */
function coarser({ data, shape: [length, width] }: Grid, method: 'mean' | 'nearest'): Grid {
  const shape = [Math.ceil(length / 2), Math.ceil(width / 2)] as const;
  if (method === 'mean') return { data: halveRaster(data, length, width), shape };
  const out = new Float32Array(shape[0] * shape[1]);
  for (let i = 0; i < out.length; i++) {
    const y = Math.floor(i / shape[1]);
    out[i] = data[2 * y * width + 2 * (i - y * shape[1])];
  }
  return { data: out, shape };
}

function tileBox({ values: { shape } }: Level, row: number, column: number): Box {
  const [y0, x0] = [row * TILE_SIDE, column * TILE_SIDE];
  return { y0, y1: Math.min(y0 + TILE_SIDE, shape[0]), x0, x1: Math.min(x0 + TILE_SIDE, shape[1]) };
}

/** Whether a window of a raster has any value. */
export function hasData({ data, shape }: Grid, { y0, y1, x0, x1 }: Box): boolean {
  for (let y = y0; y < y1; y++) {
    for (let i = y * shape[1] + x0; i < y * shape[1] + x1; i++) if (!Number.isNaN(data[i])) return true;
  }
  return false;
}
