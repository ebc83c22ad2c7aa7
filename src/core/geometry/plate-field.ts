import type { Cartesian } from './ellipsoid.ts';
import type { Enu } from './look-vector.ts';
import { type MapGrid, pixelCenter } from './map-grid.ts';
import { plateVelocity, toEastNorthUp } from './plate-motion.ts';
import { parseUtmZone, utmToLatLon } from './utm.ts';

/**
 * Motion of a plate over a map: at every `stepY`th row and `stepX`th column, m/yr. Between them it is interpolated as if
 * the coarse cells covered the map: the reference does so, and its numbers are up to half a cell from their place
 * (0.1 mm/yr at a step of 10 km). A step of 1 is exact.
 */
export interface PlateField {
  /** east, north, up [3, length, width] */
  readonly values: Float64Array;
  readonly length: number;
  readonly width: number;
  /** rows and columns of the map */
  readonly mapLength: number;
  readonly mapWidth: number;
}

const METRES_PER_DEGREE = 108e3;
/** Fewest pixels from one cell of the coarse grid to the next. */
const LEAST_STEP = 5;

/**
 * Rows and columns from one place to the next.
 * @param kilometres 0 = every pixel
 */
function fieldStep(
  { yStep, xStep, yFirst, length, utmZone }: MapGrid,
  kilometres: number,
): [y: number, x: number] {
  if (kilometres === 0) return [1, 1];
  const metresPerUnit = utmZone === undefined ? METRES_PER_DEGREE : 1;
  const middle = utmZone === undefined ? yFirst + (yStep * length) / 2 : 0;
  const pixels = (step: number) => Math.max(LEAST_STEP, Math.trunc((kilometres * 1000) / Math.abs(step)));
  return [pixels(yStep * metresPerUnit), pixels(xStep * metresPerUnit * Math.cos((middle * Math.PI) / 180))];
}

/**
 * Motion of a plate over a map.
 *
 * @param rotation of the plate, mas/yr
 * @param kilometres from one place where it is computed to the next; 0 = every pixel
 */
export function plateField(rotation: Cartesian, grid: MapGrid, kilometres: number): PlateField {
  const [stepY, stepX] = fieldStep(grid, kilometres);
  const length = Math.ceil(grid.length / stepY);
  const width = Math.ceil(grid.width / stepX);
  const values = new Float64Array(3 * length * width);
  for (let y = 0; y < length; y++) {
    for (let x = 0; x < width; x++) {
      const [northing, easting] = pixelCenter(grid, y * stepY, x * stepX);
      const [latitude, longitude] =
        grid.utmZone === undefined
          ? [northing, easting]
          : utmToLatLon(northing, easting, parseUtmZone(grid.utmZone));
      const velocity = plateVelocity(rotation, { latitude, longitude, height: 0 });
      const enu = toEastNorthUp(velocity, latitude, longitude);
      for (let k = 0; k < 3; k++) values[(k * length + y) * width + x] = enu[k];
    }
  }
  return { values, length, width, mapLength: grid.length, mapWidth: grid.width };
}

/** The same motion everywhere: east, north, up, m/yr. */
export function constantField(enu: Enu, { length, width }: Pick<MapGrid, 'length' | 'width'>): PlateField {
  return { values: Float64Array.from(enu), length: 1, width: 1, mapLength: length, mapWidth: width };
}

/**
 * Motion at a pixel of the map, interpolated.
 * @param out gets east, north, up, m/yr
 */
export function motionAt(field: PlateField, row: number, column: number, out: Float64Array): void {
  const { values, length, width, mapLength, mapWidth } = field;
  const v = Math.min(Math.max(((row + 0.5) * length) / mapLength - 0.5, 0), length - 1);
  const u = Math.min(Math.max(((column + 0.5) * width) / mapWidth - 0.5, 0), width - 1);
  const y = Math.min(Math.floor(v), Math.max(0, length - 2));
  const x = Math.min(Math.floor(u), Math.max(0, width - 2));
  const [fy, fx] = [v - y, u - x];
  const right = width > 1 ? 1 : 0;
  const down = length > 1 ? width : 0;
  for (let k = 0; k < 3; k++) {
    const at = (k * length + y) * width + x;
    const top = values[at] * (1 - fx) + values[at + right] * fx;
    const bottom = values[at + down] * (1 - fx) + values[at + down + right] * fx;
    out[k] = top * (1 - fy) + bottom * fy;
  }
}
