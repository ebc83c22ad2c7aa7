import type { BlockFunction } from '../../core/block.ts';
import { blockMemory } from '../../core/block-memory.ts';
import type { CoarseFields } from '../../core/geometry/coarse-field.ts';
import { type CoarseSums, coarseSums } from '../../core/geometry/coarse-sums.ts';
import { componentVector } from '../../core/geometry/look-vector.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { nearestMapPixel } from '../../core/geometry/nearest-map-pixel.ts';

export interface SolidEarthTidesArgs {
  /** tide of every date over a map, m */
  readonly fields: CoarseFields;
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
  const { numField, length, width: columns, mapLength, mapWidth } = fields;
  const memory = blockMemory();
  let row: CoarseSums | undefined;
  return ({ incidence, azimuth, latitude, longitude }, { y0, width, numPixel }) => {
    row ??= coarseSums(fields, width);
    const { weights, sums } = row;
    const timeseries = memory(numField * numPixel);
    for (let first = 0; first < numPixel; first += width) {
      let [node, start] = [0, 0]; // of the run of pixels between the same nodes
      for (let x = 0; x < width; x++) {
        const i = first + x;
        let [y, z] = [y0 + first / width, x];
        if (grid !== undefined) [y, z] = nearestMapPixel(grid, latitude![i], longitude![i]);
        if (y >= 0 && incidence[i] !== 0 && azimuth[i] !== 0) {
          const v = inside((y + 0.5) * (length / mapLength) - 0.5, length);
          const u = inside((z + 0.5) * (columns / mapWidth) - 0.5, columns);
          const top = Math.min(Math.floor(v), Math.max(0, length - 2));
          const left = Math.min(Math.floor(u), Math.max(0, columns - 2));
          const own = top * columns + left;
          if (own !== node) {
            row.sumRun(node, start, x - start);
            [node, start] = [own, x];
          }
          const [b, r] = [v - top, u - left];
          const direction = componentVector(component, incidence[i], azimuth[i]);
          for (let n = 0, at = x; n < 4; n++) {
            const share = (n < 2 ? 1 - b : b) * (n % 2 === 0 ? 1 - r : r);
            for (let c = 0; c < 3; c++, at += width) weights[at] = share * direction[c];
          }
        } else for (let at = x; at < weights.length; at += width) weights[at] = Number.NaN;
      }
      row.sumRun(node, start, width - start);
      for (let k = 0; k < numField; k++)
        timeseries.set(sums.subarray(k * width, (k + 1) * width), k * numPixel + first);
    }
    return { outputs: { timeseries } };
  };
}

function inside(position: number, size: number): number {
  return Math.min(Math.max(position, 0), size - 1);
}
