import type { BlockFunction } from '../../core/block.ts';
import { type CoarseField, fieldAt } from '../../core/geometry/coarse-field.ts';
import { DEGREE } from '../../core/geometry/earth.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { nearestMapPixel } from '../../core/geometry/nearest-map-pixel.ts';

export interface PlateMotionArgs {
  readonly field: CoarseField;
  /** map on which the field is, for pixels that give their own latitude and longitude */
  readonly grid?: MapGrid;
  /** what the radar sees: motion along the line of sight, or along its flight */
  readonly component: 'enu2los' | 'en2az';
}

export interface PlateMotionInputs {
  /** degrees, [numPixel] */
  readonly incidence: Float32Array;
  readonly azimuth: Float32Array;
  /** degrees; pixels of a map have none */
  readonly latitude?: Float32Array;
  readonly longitude?: Float32Array;
}

export interface PlateMotionOutputs {
  /** m/yr, [numPixel] */
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly up: Float64Array;
  readonly velocity: Float64Array;
}

/** Angles and places of pixels to the motion of their plate and what the radar sees of it; NaN where the place is not known. */
export default function plateMotionKernel({
  field,
  grid,
  component,
}: PlateMotionArgs): BlockFunction<PlateMotionInputs, PlateMotionOutputs> {
  const enu = new Float64Array(3);
  return ({ incidence, azimuth, latitude, longitude }, { y0, width, numPixel }) => {
    const [east, north, up, velocity] = Array.from({ length: 4 }, () => new Float64Array(numPixel));
    for (let i = 0; i < numPixel; i++) {
      let [row, column] = [y0 + Math.floor(i / width), i % width];
      if (grid !== undefined) [row, column] = nearestMapPixel(grid, latitude![i], longitude![i]);
      if (Number.isNaN(row)) enu.fill(Number.NaN);
      else fieldAt(field, row, column, enu);
      [east[i], north[i], up[i]] = enu;
      velocity[i] = project(enu, incidence[i] * DEGREE, azimuth[i] * DEGREE, component);
    }
    return { outputs: { east, north, up, velocity } };
  };
}

/** See `componentVector`, which makes an array for every pixel. */
function project(
  [east, north, up]: Float64Array,
  theta: number,
  alpha: number,
  component: PlateMotionArgs['component'],
): number {
  if (component === 'en2az') {
    const along = alpha - Math.PI / 2; // the flight direction of a right-looking radar
    return north * Math.cos(along) - east * Math.sin(along);
  }
  return (north * Math.cos(alpha) - east * Math.sin(alpha)) * Math.sin(theta) + up * Math.cos(theta);
}
