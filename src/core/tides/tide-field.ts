import type { CoarseFields } from '../geometry/coarse-field.ts';
import type { MapGrid } from '../geometry/map-grid.ts';
import { parseUtmZone, utmToLatLon } from '../geometry/utm.ts';
import { solidEarthTide, type TidalForcing } from './solid-earth-tide.ts';

const METRES_PER_DEGREE = 108e3;
/** Pixels of the map from one place where the tide is computed to the next, about. */
const PIXELS_PER_STEP = 30;

/** Rows, and as many columns, from one place to the next: some 30, so that the step is one digit of metres. */
export function tideStride({ yStep, utmZone }: Pick<MapGrid, 'yStep' | 'utmZone'>): number {
  const pixel = Math.abs(yStep) * (utmZone === undefined ? METRES_PER_DEGREE : 1);
  const metres = Number((pixel * PIXELS_PER_STEP).toPrecision(1));
  return Math.max(1, Math.trunc(metres / pixel));
}

/** Rows and columns of places where the tide itself is computed, at most. */
const PLACES = 10;

/**
 * Solid Earth tide over a map at some moments: at the corner of every `stride`th pixel, and interpolated between them. The
 * numbers are up to half a cell from their place, as those of the reference are (0.1 mm with pixels of 100 m); a stride of
 * 1 leaves half a pixel.
 *
 * A tide of degree 2 and 3 is very smooth: of many corners it is computed at ten by ten places (Chebyshev) between the
 * outermost ones, and polynomials through them give the others. They are less than 1e-9 m off in a map of 3000 km.
 *
 * @param forcings what raises the tide, moment by moment
 * @param stride rows and columns from one corner to the next
 */
export function tideFields(forcings: readonly TidalForcing[], grid: MapGrid, stride: number): CoarseFields {
  // As many as fit, to the nearest: a half is left out.
  const fitting = (pixels: number) => Math.max(1, Math.round(pixels / stride - 1e-4));
  const [length, width] = [fitting(grid.length), fitting(grid.width)];
  const [rows, columns] = [interpolation(length), interpolation(width)];
  const zone = grid.utmZone === undefined ? undefined : parseUtmZone(grid.utmZone);
  const size = 3 * forcings.length;
  const [enu, own] = [new Float64Array(3), new Float64Array(size)];
  const row = new Float64Array(width * size);
  const values = new Float64Array(length * width * size);
  for (const [m, y] of rows.places.entries()) {
    row.fill(0);
    for (const [n, x] of columns.places.entries()) {
      let [latitude, longitude] = [
        grid.yFirst + y * stride * grid.yStep,
        grid.xFirst + x * stride * grid.xStep,
      ];
      if (zone !== undefined) [latitude, longitude] = utmToLatLon(latitude, longitude, zone);
      for (const [k, forcing] of forcings.entries()) {
        solidEarthTide(forcing, latitude, longitude, enu);
        own.set(enu, 3 * k);
      }
      for (let i = 0; i < width; i++) addScaled(row, i * size, own, columns.shares[n][i]);
    }
    for (let j = 0; j < length; j++) addScaled(values, j * row.length, row, rows.shares[m][j]);
  }
  return {
    values,
    numField: forcings.length,
    length,
    width,
    mapLength: grid.length,
    mapWidth: grid.width,
  };
}

function addScaled(out: Float64Array, to: number, values: Float64Array, factor: number): void {
  if (factor !== 0) for (let i = 0; i < values.length; i++) out[to + i] += factor * values[i];
}

/** Places along an axis of `count` corners, and what each of them counts for at every corner. */
function interpolation(count: number): { places: number[]; shares: Float64Array[] } {
  const corners = Array.from({ length: count }, (_, i) => i);
  if (count <= PLACES) {
    const shares = corners.map((i) => Float64Array.from(corners, (j) => (i === j ? 1 : 0)));
    return { places: corners, shares };
  }
  const half = (count - 1) / 2;
  const places = Array.from(
    { length: PLACES },
    (_, n) => half - half * Math.cos((Math.PI * (n + 0.5)) / PLACES),
  );
  const shares = places.map((place) =>
    Float64Array.from(corners, (i) =>
      places.reduce(
        (product, other) => (other === place ? product : (product * (i - other)) / (place - other)),
        1,
      ),
    ),
  );
  return { places, shares };
}
