import type { BlockFunction } from '../../core/block.ts';
import type { CoarseFields } from '../../core/geometry/coarse-field.ts';
import { type CoarseSums, coarseSums } from '../../core/geometry/coarse-sums.ts';
import { componentVector, type Enu, losVector } from '../../core/geometry/look-vector.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { nearestMapPixel } from '../../core/geometry/nearest-map-pixel.ts';
import { correcting, type DelayOutputs } from '../corrections/correcting.ts';

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
export default correcting(solidEarthTides);

function solidEarthTides({
  fields,
  grid,
  component,
}: SolidEarthTidesArgs): BlockFunction<SolidEarthTidesInputs, DelayOutputs> {
  const { length, width: columns, mapLength, mapWidth } = fields;
  const direct = component === 'enu2los' ? losVector : alongFlight;
  let block: CoarseSums | undefined;
  let runs = new Int32Array(0); // of pixels between the same nodes: the first node, and how many
  return ({ incidence, azimuth, latitude, longitude }, { y0, width, numPixel }) => {
    if (block === undefined || block.most < numPixel) block = coarseSums(fields, width, numPixel);
    const { weights } = block;
    if (runs.length < 2 * width) runs = new Int32Array(2 * width);
    for (let first = 0; first < numPixel; first += width) {
      runs[0] = 0;
      let run = 0;
      let start = 0;
      for (let x = 0; x < width; x++) {
        const i = first + x;
        let y = y0 + first / width;
        let z = x;
        if (grid !== undefined) {
          const place = nearestMapPixel(grid, latitude![i], longitude![i]);
          y = place[0];
          z = place[1];
        }
        if (!(y >= 0) || incidence[i] === 0 || azimuth[i] === 0) {
          for (let at = x; at < weights.length; at += width) weights[at] = Number.NaN;
          continue;
        }
        const v = inside((y + 0.5) * (length / mapLength) - 0.5, length);
        const u = inside((z + 0.5) * (columns / mapWidth) - 0.5, columns);
        const top = Math.min(Math.floor(v), Math.max(0, length - 2));
        const left = Math.min(Math.floor(u), Math.max(0, columns - 2));
        const own = top * columns + left;
        if (own !== runs[run]) {
          runs[run + 1] = x - start;
          run += 2;
          runs[run] = own;
          start = x;
        }
        const b = v - top;
        const r = u - left;
        const direction = direct(incidence[i], azimuth[i]);
        setNode(weights, x, width, (1 - b) * (1 - r), direction);
        setNode(weights, x + 3 * width, width, (1 - b) * r, direction);
        setNode(weights, x + 6 * width, width, b * (1 - r), direction);
        setNode(weights, x + 9 * width, width, b * r, direction);
      }
      runs[run + 1] = width - start;
      block.sumRow(runs, run / 2 + 1, first, numPixel);
    }
    return { outputs: { timeseries: block.sums(numPixel) } };
  };
}

function alongFlight(incidence: number, azimuth: number): Enu {
  return componentVector('en2az', incidence, azimuth);
}

/** What the components of the vector at a node count for. */
function setNode(weights: Float32Array, at: number, width: number, share: number, direction: Enu): void {
  weights[at] = share * direction[0];
  weights[at + width] = share * direction[1];
  weights[at + 2 * width] = share * direction[2];
}

function inside(position: number, size: number): number {
  return Math.min(Math.max(position, 0), size - 1);
}
