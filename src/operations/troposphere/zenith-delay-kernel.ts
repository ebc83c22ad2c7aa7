import type { Grid } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';
import { DEGREE } from '../../core/geometry/earth.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { prepareResizeAntialiased } from '../../core/geometry/resample/resize-antialiased.ts';

/** Zenith delay of one date, m. */
export interface ZenithDelay {
  readonly raster: Grid;
  /** where it is, in degrees; undefined when it covers just the map that it is stretched over */
  readonly grid?: MapGrid;
}

export interface ZenithDelayArgs {
  readonly delays: readonly ZenithDelay[];
  /** rows and columns of the whole image */
  readonly size: { readonly length: number; readonly width: number };
}

export interface ZenithDelayInputs {
  /** degrees, [numPixel] */
  readonly incidence: Float32Array;
  readonly latitude?: Float32Array;
  readonly longitude?: Float32Array;
}

/** Incidence angles (and places) to the delay along the line of sight of every date, m, in the sense of displacement: -zenith / cos θ. */
export default function zenithDelayKernel({
  delays,
  size,
}: ZenithDelayArgs): BlockFunction<ZenithDelayInputs, { readonly timeseries: Float32Array }> {
  const stretched = delays.map(({ raster, grid }) =>
    grid === undefined ? prepareResizeAntialiased(raster, size) : undefined,
  );
  return ({ incidence, latitude, longitude }, { y0, width, numPixel }) => {
    const timeseries = new Float32Array(delays.length * numPixel);
    const slant = Float64Array.from(incidence, (angle) => -1 / Math.cos(angle * DEGREE));
    delays.forEach(({ raster, grid }, k) => {
      const out = timeseries.subarray(k * numPixel, (k + 1) * numPixel);
      const row = stretched[k];
      if (row === undefined) nearest(raster, grid!, latitude!, longitude!, out);
      else
        for (let first = 0; first < numPixel; first += width)
          row(y0 + first / width, out.subarray(first, first + width));
      for (let i = 0; i < numPixel; i++) out[i] *= slant[i];
    });
    return { outputs: { timeseries } };
  };
}

/** Value of the pixel whose centre is nearest, halfway the western and southern one; 0 beyond the outermost centres. */
function nearest(
  { data }: Grid,
  { yFirst, xFirst, yStep, xStep, length, width }: MapGrid,
  latitude: Float32Array,
  longitude: Float32Array,
  out: Float32Array,
): void {
  for (let i = 0; i < out.length; i++) {
    const v = (latitude[i] - yFirst) / yStep - 0.5;
    const u = (longitude[i] - xFirst) / xStep - 0.5;
    const isInside = v >= 0 && v <= length - 1 && u >= 0 && u <= width - 1;
    // Rows go south: of two that are equally far the later one.
    if (isInside) out[i] = data[Math.floor(v + 0.5) * width + Math.ceil(u - 0.5)];
    else out[i] = Number.isNaN(v + u) ? Number.NaN : 0;
  }
}
