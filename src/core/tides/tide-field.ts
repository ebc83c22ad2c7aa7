import type { CoarseField } from '../geometry/coarse-field.ts';
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

/**
 * Solid Earth tide over a map at one moment: at the corner of every `stride`th pixel, and interpolated between them. The
 * numbers are up to half a cell from their place, as those of the reference are (0.1 mm with pixels of 100 m); a stride of
 * 1 leaves half a pixel.
 *
 * @param stride rows and columns from one place to the next
 */
export function tideField(forcing: TidalForcing, grid: MapGrid, stride: number): CoarseField {
  // As many as fit, to the nearest: a half is left out.
  const fitting = (pixels: number) => Math.max(1, Math.round(pixels / stride - 1e-4));
  const [length, width] = [fitting(grid.length), fitting(grid.width)];
  const values = new Float64Array(3 * length * width);
  const enu = new Float64Array(3);
  const zone = grid.utmZone === undefined ? undefined : parseUtmZone(grid.utmZone);
  for (let y = 0; y < length; y++) {
    for (let x = 0; x < width; x++) {
      let [latitude, longitude] = [
        grid.yFirst + y * stride * grid.yStep,
        grid.xFirst + x * stride * grid.xStep,
      ];
      if (zone !== undefined) [latitude, longitude] = utmToLatLon(latitude, longitude, zone);
      solidEarthTide(forcing, latitude, longitude, enu);
      for (let k = 0; k < 3; k++) values[(k * length + y) * width + x] = enu[k];
    }
  }
  return { values, length, width, mapLength: grid.length, mapWidth: grid.width };
}
