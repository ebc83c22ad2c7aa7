import { type Box, crop, type Grid } from '../../core/array.ts';
import { boxToBounds, cropGrid, type MapGrid } from '../../core/geometry/map-grid.ts';
import type { OverlayPlace } from '../../io/kmz/kml.ts';
import type { Overlay } from '../../io/kmz/kmz.ts';
import { type Ground, turnedGround, uprightGround } from '../../io/kmz/overlay-ground.ts';
import { hasData, TILE_SIDE, type TiledOverlay, tiledOverlay } from '../../io/kmz/overlay-tiles.ts';
import type { MapFigure, mapColorbar } from '../../plot/index.ts';
import { overlayParts } from './google-earth-places.ts';

/** How the pictures of a raster are drawn. */
export interface OverlayDrawing {
  readonly values: Grid;
  /** its colours */
  readonly figure: MapFigure;
  readonly bar: ReturnType<typeof mapColorbar>;
  /** inches; as large as the values ask for when left out */
  readonly size?: readonly [number, number];
  readonly dpi: number;
  /** halves of the raster are means, else every other value */
  readonly method: 'mean' | 'nearest';
}

/** Most pixels of one image along a side: what every graphics card takes. */
const MAX_SIDE = 4096;
/** Inches along the longer side of an image when the user does not say. */
const INCHES = 5;

/**
 * Pictures of a window of a map over its place: one where they can be, several where it crosses the 180th meridian or is in
 * metres, a pyramid of tiles where it is large.
 */
export async function overlaysOf(
  map: MapGrid,
  box: Box,
  drawing: OverlayDrawing,
): Promise<(Overlay | TiledOverlay)[]> {
  const { values } = drawing;
  if (map.utmZone !== undefined) {
    const ground = (most: number) => turnedGround(cropGrid(map, box), most);
    if (isTiled(values, drawing)) return [tiles(values, ground(TILE_SIDE), 0, drawing)];
    return pieces(values, ground(MAX_SIDE), drawing);
  }
  const [length, width] = values.shape;
  return Promise.all(
    overlayParts(boxToBounds(map, box), width).map(({ x0, x1, bounds }, k) => {
      const part = x1 - x0 === width ? values : crop(values, { y0: 0, y1: length, x0, x1 });
      if (isTiled(part, drawing)) return tiles(part, uprightGround(bounds, part.shape), k, drawing);
      return picture(part, bounds, part.shape, drawing);
    }),
  );
}

/** Whether a raster is drawn in pixels of its own and is too large for one picture. */
function isTiled({ shape }: Grid, { size }: OverlayDrawing): boolean {
  return size === undefined && Math.max(...shape) > MAX_SIDE;
}

function tiles(
  values: Grid,
  ground: Ground,
  index: number,
  { bar, dpi, method }: OverlayDrawing,
): TiledOverlay {
  return tiledOverlay(values, ground, {
    name: 'tile',
    prefix: `tiles${index === 0 ? '' : index + 1}/`,
    method,
    // GDAL, and so QGIS, takes palettes of tiles for grey.
    draw: async (tile) => {
      const { rasterPng } = await import('../../plot/raster-png.ts');
      return rasterPng(tile, bar, { dpi, title: '', palette: false });
    },
  });
}

/** The pieces of a map that have any values, in the size that they have in a picture of the whole. */
async function pieces(values: Grid, ground: Ground, drawing: OverlayDrawing): Promise<Overlay[]> {
  const [length, width] = values.shape;
  const all = ground.pieces({ y0: 0, y1: length, x0: 0, x1: width }, 1);
  return Promise.all(
    all
      .filter(({ box }) => hasData(values, box))
      .map(({ box, place }) => {
        const [rows, columns] = [box.y1 - box.y0, box.x1 - box.x0];
        const { size } = drawing;
        const share = size && ([(size[0] * columns) / width, (size[1] * rows) / length] as const);
        return picture(crop(values, box), place, values.shape, { ...drawing, size: share });
      }),
  );
}

/** One picture: in squares of equal pixels where the size is ours to choose, else as large as asked. */
async function picture(
  values: Grid,
  bounds: OverlayPlace,
  whole: readonly [length: number, width: number],
  { figure, bar, size, dpi }: OverlayDrawing,
): Promise<Overlay> {
  const plot = await import('../../plot/index.ts');
  if (size !== undefined) {
    const shown = plot.drawOverlay({ ...figure, values, vlim: [bar.vmin, bar.vmax], size });
    return { image: await plot.renderFigure(shown, { format: 'png', dpi }), bounds };
  }
  const enlarge = Math.max(1, Math.floor(Math.min(INCHES * dpi, MAX_SIDE) / Math.max(...whole)));
  return { image: await plot.rasterPng(values, bar, { dpi, title: '', enlarge }), bounds };
}
