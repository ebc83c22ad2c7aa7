import type { Box } from '../../core/array.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { boundsOfQuads, type Quad, quadPieces, quadSide } from '../../core/geometry/map-quads.ts';
import type { LatLonBounds, OverlayPlace } from './kml.ts';

/** Pixels that one picture shows, and where it lies. */
export interface OverlayPiece<P extends OverlayPlace = OverlayPlace> {
  readonly box: Box;
  readonly place: P;
}

/** Where a raster lies, whole or thinned out. */
export interface Ground<P extends OverlayPlace = OverlayPlace> {
  /**
   * The pictures that a window becomes.
   * @param box pixels of the raster thinned out to every `scale`-th row and column
   */
  pieces(box: Box, scale: number): readonly OverlayPiece<P>[];
  /** Area around pieces of this raster, degrees. */
  bounds(pieces: readonly OverlayPiece<P>[]): LatLonBounds;
}

/** A raster between meridians and parallels: every window is one picture. */
export function uprightGround(
  outer: LatLonBounds,
  [length, width]: readonly [length: number, width: number],
): Ground<LatLonBounds> {
  return {
    pieces(box, scale) {
      const latitude = (y: number) => outer.north + ((outer.south - outer.north) * y * scale) / length;
      const longitude = (x: number) => outer.west + ((outer.east - outer.west) * x * scale) / width;
      const place = {
        north: latitude(box.y0),
        south: latitude(box.y1),
        east: longitude(box.x1),
        west: longitude(box.x0),
      };
      return [{ box, place }];
    },
    bounds: ([{ place }]) => place,
  };
}

/**
 * A map in metres: pictures between four corners each, small enough that no pixel lies a quarter of its size off.
 * @param map of a UTM zone
 * @param most pixels along the sides of a picture, a power of two
 */
export function turnedGround(map: MapGrid, most: number): Ground<Quad> {
  const grids = new Map<number, { readonly grid: MapGrid; readonly side: number }>();
  const gridAt = (scale: number) => {
    let known = grids.get(scale);
    if (known === undefined) {
      const grid = {
        ...map,
        yStep: map.yStep * scale,
        xStep: map.xStep * scale,
        length: Math.ceil(map.length / scale),
        width: Math.ceil(map.width / scale),
      };
      known = { grid, side: quadSide(grid, most) };
      grids.set(scale, known);
    }
    return known;
  };
  return {
    pieces(box, scale) {
      const { grid, side } = gridAt(scale);
      return quadPieces(grid, box, side).map((piece) => ({ box: piece.box, place: piece.quad }));
    },
    bounds: (pieces) => boundsOfQuads(pieces.map(({ place }) => place)),
  };
}
