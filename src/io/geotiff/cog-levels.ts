import type { RasterSize } from '../../core/array.ts';
import { TILE } from './tile.ts';

/** A resolution of the image: 0 is the image itself, each following one has half the pixels per side. */
export interface CogLevel extends RasterSize {
  readonly tilesDown: number;
  readonly tilesAcross: number;
}

/** The image and its overviews, down to one that fits a single tile. */
export function cogLevels({ length, width }: RasterSize): CogLevel[] {
  const levels: CogLevel[] = [];
  for (let size = { length, width }; ; size = { length: half(size.length), width: half(size.width) }) {
    levels.push({
      ...size,
      tilesDown: Math.ceil(size.length / TILE),
      tilesAcross: Math.ceil(size.width / TILE),
    });
    if (size.length <= TILE && size.width <= TILE) return levels;
  }
}

const half = (n: number) => Math.ceil(n / 2);
