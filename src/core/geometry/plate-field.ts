import type { CoarseField } from './coarse-field.ts';
import type { Cartesian } from './ellipsoid.ts';
import type { Enu } from './look-vector.ts';
import { type MapGrid, pixelCenter } from './map-grid.ts';
import { plateVelocity, toEastNorthUp } from './plate-motion.ts';
import { parseUtmZone, utmToLatLon } from './utm.ts';

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
 * Motion of a plate over a map, m/yr: at every so many rows and columns, and interpolated between them. The numbers are up
 * to half a cell from their place, as those of the reference are (0.1 mm/yr at a step of 10 km); a step of 1 is exact.
 *
 * @param rotation of the plate, mas/yr
 * @param kilometres from one place where it is computed to the next; 0 = every pixel
 */
export function plateField(rotation: Cartesian, grid: MapGrid, kilometres: number): CoarseField {
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
export function constantField(enu: Enu, { length, width }: Pick<MapGrid, 'length' | 'width'>): CoarseField {
  return { values: Float64Array.from(enu), length: 1, width: 1, mapLength: length, mapWidth: width };
}
