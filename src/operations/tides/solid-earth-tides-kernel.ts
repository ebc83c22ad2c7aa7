import type { BlockFunction } from '../../core/block.ts';
import type { CoarseField } from '../../core/geometry/coarse-field.ts';
import { componentVector } from '../../core/geometry/look-vector.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { nearestMapPixel } from '../../core/geometry/nearest-map-pixel.ts';

export interface SolidEarthTidesArgs {
  /** tide of every date over a map, all of one size, m */
  readonly fields: readonly CoarseField[];
  /** the map, for pixels that give their own latitude and longitude */
  readonly grid?: MapGrid;
  readonly component: 'enu2los' | 'en2az';
}

export interface SolidEarthTidesInputs {
  /** degrees, [numPixel] */
  readonly incidence: Float32Array;
  readonly azimuth: Float32Array;
  /** degrees; pixels of a map have none */
  readonly latitude?: Float32Array;
  readonly longitude?: Float32Array;
}

/** Angles and places of pixels to what the radar sees of the tide of every date, m; NaN where angles or place are missing. */
export default function solidEarthTidesKernel({
  fields,
  grid,
  component,
}: SolidEarthTidesArgs): BlockFunction<SolidEarthTidesInputs, { readonly timeseries: Float32Array }> {
  const [{ length, width: columns, mapLength, mapWidth }] = fields;
  const [right, down] = [columns > 1 ? 1 : 0, length > 1 ? columns : 0];
  const plane = length * columns;
  return ({ incidence, azimuth, latitude, longitude }, { y0, width, numPixel }) => {
    const timeseries = new Float32Array(fields.length * numPixel);
    // Of the pixels of a row: the coarse cell, where in it, and the direction in which the motion is seen.
    const cell = new Int32Array(width);
    const [fy, fx, east, north, up] = Array.from({ length: 5 }, () => new Float64Array(width));
    for (let first = 0; first < numPixel; first += width) {
      for (let x = 0; x < width; x++) {
        const i = first + x;
        let [row, column] = [y0 + first / width, x];
        if (grid !== undefined) [row, column] = nearestMapPixel(grid, latitude![i], longitude![i]);
        const isSeen = row >= 0 && incidence[i] !== 0 && azimuth[i] !== 0;
        const v = inside(((isSeen ? row : 0) + 0.5) * (length / mapLength) - 0.5, length);
        const u = inside(((isSeen ? column : 0) + 0.5) * (columns / mapWidth) - 0.5, columns);
        const y = Math.min(Math.floor(v), Math.max(0, length - 2));
        const z = Math.min(Math.floor(u), Math.max(0, columns - 2));
        cell[x] = y * columns + z;
        [fy[x], fx[x]] = [v - y, u - z];
        [east[x], north[x], up[x]] = isSeen
          ? componentVector(component, incidence[i], azimuth[i])
          : [Number.NaN, Number.NaN, Number.NaN];
      }
      fields.forEach(({ values }, k) => {
        const start = k * numPixel + first;
        for (let x = 0; x < width; x++) {
          const at = cell[x];
          const [b, r] = [fy[x], fx[x]];
          const [w11, w10, w01] = [b * r, b - b * r, r - b * r];
          const w00 = 1 - b - w01;
          let sum = 0;
          for (let c = 0, n = at; c < 3; c++, n += plane) {
            const motion =
              values[n] * w00 +
              values[n + right] * w01 +
              values[n + down] * w10 +
              values[n + down + right] * w11;
            sum += motion * (c === 0 ? east[x] : c === 1 ? north[x] : up[x]);
          }
          timeseries[start + x] = sum;
        }
      });
    }
    return { outputs: { timeseries } };
  };
}

function inside(position: number, size: number): number {
  return Math.min(Math.max(position, 0), size - 1);
}
