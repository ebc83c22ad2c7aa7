import type { Box } from '../array.ts';
import { OptionError } from '../errors.ts';
import { longitudeNear } from './longitude.ts';
import { gridBounds, type MapGrid } from './map-grid.ts';

/** Parts of a pixel that are rounding of text. */
const ROUNDING = 1e-3;

/** The map that holds all grids, with the step of the first; others across the 180th meridian are turned to its side. */
export function unionGrid(grids: readonly MapGrid[]): MapGrid {
  const [first] = grids;
  const all = grids.map((grid) => gridBounds(turnedTo(first, grid)));
  const south = Math.min(...all.map((bounds) => bounds.south));
  const north = Math.max(...all.map((bounds) => bounds.north));
  const west = Math.min(...all.map((bounds) => bounds.west));
  const east = Math.max(...all.map((bounds) => bounds.east));
  return {
    ...first,
    yFirst: north,
    xFirst: west,
    length: Math.ceil((south - north) / first.yStep - ROUNDING),
    width: Math.ceil((east - west) / first.xStep - ROUNDING),
  };
}

/**
 * The map that all grids have in common, with the step of the first: edges as they are, rows and columns rounded, and none
 * that a grid lacks.
 * @throws {OptionError} when they have no pixel in common
 */
export function overlapGrid(grids: readonly MapGrid[]): MapGrid {
  const [first] = grids;
  const all = grids.map((grid) => gridBounds(turnedTo(first, grid)));
  const south = Math.max(...all.map((bounds) => bounds.south));
  const yFirst = Math.min(...all.map((bounds) => bounds.north));
  const xFirst = Math.max(...all.map((bounds) => bounds.west));
  const east = Math.min(...all.map((bounds) => bounds.east));
  const length = Math.round((south - yFirst) / first.yStep);
  const width = Math.round((east - xFirst) / first.xStep);
  const common = { ...first, yFirst, xFirst, length, width };
  const windows = grids.map((grid) => ({ grid, window: windowInGrid(grid, common) }));
  const rows = Math.min(length, ...windows.map(({ grid, window }) => grid.length - window.y0));
  const columns = Math.min(width, ...windows.map(({ grid, window }) => grid.width - window.x0));
  if (rows > 0 && columns > 0) return { ...common, length: rows, width: columns };
  throw new OptionError('The maps have no pixel in common.', 'Give maps of the same area.');
}

/** The rows and columns of a grid that another one of the same step covers, from the pixel in which its corner lies. */
export function windowInGrid(grid: MapGrid, part: MapGrid): Box {
  const { yFirst, xFirst } = turnedTo(grid, part);
  const y0 = Math.floor((yFirst - grid.yFirst) / grid.yStep + 0.01);
  const x0 = Math.floor((xFirst - grid.xFirst) / grid.xStep + 0.01);
  return { y0, x0, y1: y0 + part.length, x1: x0 + part.width };
}

/**
 * Where a grid of the same step lies in another one, moved to the nearest grid lines: the window of its pixels that the
 * other one covers, which may reach beyond it.
 */
export function windowOfGrid(whole: MapGrid, part: MapGrid): Box {
  const { yFirst, xFirst } = turnedTo(whole, part);
  const y0 = -Math.round((yFirst - whole.yFirst) / whole.yStep) + 0;
  const x0 = -Math.round((xFirst - whole.xFirst) / whole.xStep) + 0;
  return { y0, x0, y1: y0 + whole.length, x1: x0 + whole.width };
}

function turnedTo(first: MapGrid, grid: MapGrid): MapGrid {
  const middle = first.xFirst + (first.width / 2) * first.xStep;
  const own = grid.xFirst + (grid.width / 2) * grid.xStep;
  return first.utmZone === undefined
    ? { ...grid, xFirst: grid.xFirst + (longitudeNear(own, middle) - own) }
    : grid;
}
