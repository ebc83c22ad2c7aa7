import { longitudeNear } from './longitude.ts';
import { type MapGrid, mapPosition } from './map-grid.ts';

/**
 * Pixel of a map whose centre is nearest to a place; places beyond its edge take the edge. NaN for what is no place: a
 * latitude or longitude of 0, by which processors say that there is none.
 *
 * @param latitude degrees @param longitude degrees
 */
export function nearestMapPixel(
  grid: MapGrid,
  latitude: number,
  longitude: number,
): [row: number, column: number] {
  if (!Number.isFinite(latitude + longitude) || latitude === 0 || longitude === 0)
    return [Number.NaN, Number.NaN];
  const { yFirst, xFirst, yStep, xStep, length, width } = grid;
  const [y, x] =
    grid.utmZone === undefined
      ? [latitude, longitudeNear(longitude, xFirst + (width / 2) * xStep)]
      : mapPosition(grid, latitude, longitude);
  const row = Math.round((y - yFirst) / yStep - 0.5);
  const column = Math.round((x - xFirst) / xStep - 0.5);
  return [Math.min(Math.max(row, 0), length - 1), Math.min(Math.max(column, 0), width - 1)];
}
