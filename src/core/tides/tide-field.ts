import type { CoarseFields } from '../geometry/coarse-field.ts';
import { DEGREE } from '../geometry/earth.ts';
import { WGS84_A } from '../geometry/ellipsoid.ts';
import type { MapGrid } from '../geometry/map-grid.ts';
import { parseUtmZone, utmToLatLon } from '../geometry/utm.ts';
import { solidEarthTide, type TidalForcing, tidePlace } from './solid-earth-tide.ts';

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
const MOST_PLACES = 10;
/** What polynomials through these places may be off, m. */
const PRECISION = 1e-10;
/** Of a tide, m, and how often it goes up and down in an arc of a radian: degree 3, and Love numbers that change with latitude. */
const AMPLITUDE = 0.5;
const FREQUENCY = 5;

/**
 * Solid Earth tide over a map at some moments: at the corner of every `stride`th pixel, and interpolated between them. The
 * numbers are up to half a cell from their place, as those of the reference are (0.1 mm with pixels of 100 m); a stride of
 * 1 leaves half a pixel.
 *
 * A tide of degree 2 and 3 is very smooth: of many corners it is computed at some places (Chebyshev) between the outermost
 * ones, up to ten by ten, and polynomials through them give the others. They are less than 1e-9 m off in a map of 3000 km.
 *
 * @param forcings what raises the tide, moment by moment
 * @param stride rows and columns from one corner to the next
 */
export function tideFields(forcings: readonly TidalForcing[], grid: MapGrid, stride: number): CoarseFields {
  // As many as fit, to the nearest: a half is left out.
  const fitting = (pixels: number) => Math.max(1, Math.round(pixels / stride - 1e-4));
  const [length, width] = [fitting(grid.length), fitting(grid.width)];
  const arc = (corners: number, step: number) =>
    Math.abs(corners * stride * step) * (grid.utmZone === undefined ? DEGREE : 1 / WGS84_A);
  const rows = interpolation(length, arc(length, grid.yStep));
  const columns = interpolation(width, arc(width, grid.xStep));
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
      const place = tidePlace(latitude, longitude);
      for (let k = 0; k < forcings.length; k++) {
        solidEarthTide(forcings[k], place, enu);
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

/**
 * Places along an axis of `count` corners, and what each of them counts for at every corner.
 * @param arc from end to end, rad
 */
function interpolation(count: number, arc: number): { places: number[]; shares: Float64Array[] } {
  const corners = Array.from({ length: count }, (_, i) => i);
  const needed = placesFor(arc);
  if (count <= needed) {
    const shares = corners.map((i) => Float64Array.from(corners, (j) => (i === j ? 1 : 0)));
    return { places: corners, shares };
  }
  const half = (count - 1) / 2;
  const places = Array.from(
    { length: needed },
    (_, n) => half - half * Math.cos((Math.PI * (n + 0.5)) / needed),
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

/** So many that the polynomial through n of them is near enough: it is off by 2 a (w h / 2)^n / n! at most, h half the arc. */
function placesFor(arc: number): number {
  let error = 2 * AMPLITUDE;
  let count = 0;
  while (count < MOST_PLACES && error > PRECISION) {
    count++;
    error *= (FREQUENCY * arc) / 4 / count;
  }
  return count;
}
