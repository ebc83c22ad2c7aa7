import type { Grid } from '../../core/array.ts';
import { slantFactors } from '../../core/atmosphere/slant-factors.ts';
import type { BlockFunction } from '../../core/block.ts';
import { longitudeNear } from '../../core/geometry/longitude.ts';
import { latLonRasters, type MapGrid } from '../../core/geometry/map-grid.ts';
import { prepareResizeAntialiased } from '../../core/geometry/resample/resize-antialiased.ts';
import { correcting, type DelayOutputs } from '../corrections/correcting.ts';

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
  /** where the pixels are when they are neither stretched over nor tell it themselves: a map in metres */
  readonly map?: MapGrid;
}

export interface ZenithDelayInputs {
  /** degrees, [numPixel] */
  readonly incidence: Float32Array;
  readonly latitude?: Float32Array;
  readonly longitude?: Float32Array;
}

/** Incidence angles (and places) to the delay along the line of sight of every date, m, in the sense of displacement: -zenith / cos θ. */
export default correcting(zenithDelay);

function zenithDelay(
  { delays, size, map }: ZenithDelayArgs,
  memory: (length: number) => Float32Array,
): BlockFunction<ZenithDelayInputs, DelayOutputs> {
  const stretched = delays.map(({ raster, grid }) =>
    grid === undefined ? prepareResizeAntialiased(raster, size) : undefined,
  );
  return ({ incidence, ...own }, { y0, y1, width, numPixel }) => {
    const ofMap = map && latLonRasters(map, { y0, y1, x0: 0, x1: width });
    const latitude = ofMap?.latitude.data ?? own.latitude;
    const longitude = ofMap?.longitude.data ?? own.longitude;
    const timeseries = memory(delays.length * numPixel);
    const slant = slantFactors(incidence);
    let known:
      | { readonly grid: MapGrid; readonly pixels: Int32Array; readonly isInside: boolean }
      | undefined;
    delays.forEach(({ raster, grid }, k) => {
      const out = timeseries.subarray(k * numPixel, (k + 1) * numPixel);
      const row = stretched[k];
      if (row === undefined) {
        if (known === undefined || !isSameGrid(known.grid, grid!)) {
          const pixels = nearestPixels(grid!, latitude!, longitude!);
          known = { grid: grid!, pixels, isInside: pixels.every((pixel) => pixel >= 0) };
        }
        (known.isInside ? take : takeWhereKnown)(raster.data, known.pixels, slant, out);
        return;
      }
      for (let first = 0; first < numPixel; first += width)
        row(y0 + first / width, out.subarray(first, first + width));
      for (let i = 0; i < numPixel; i++) out[i] *= slant[i];
    });
    return { outputs: { timeseries } };
  };
}

/** Delays of pixels, times their factors. */
function take(data: Float32Array, pixels: Int32Array, factor: Float64Array, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = data[pixels[i]] * factor[i];
}

function takeWhereKnown(
  data: Float32Array,
  pixels: Int32Array,
  factor: Float64Array,
  out: Float32Array,
): void {
  for (let i = 0; i < out.length; i++) {
    const pixel = pixels[i];
    out[i] = pixel >= 0 ? data[pixel] * factor[i] : pixel === BEYOND ? 0 * factor[i] : Number.NaN;
  }
}

/** Places beyond the outermost centres, and those that are not known. */
const BEYOND = -1;
const UNKNOWN = -2;

function isSameGrid(a: MapGrid, b: MapGrid): boolean {
  return (['yFirst', 'xFirst', 'yStep', 'xStep', 'length', 'width'] as const).every(
    (key) => a[key] === b[key],
  );
}

/** The pixel whose centre is nearest to each place, halfway the western and southern one. */
function nearestPixels(
  { yFirst, xFirst, yStep, xStep, length, width }: MapGrid,
  latitude: Float32Array,
  longitude: Float32Array,
): Int32Array {
  const pixels = new Int32Array(latitude.length);
  const middle = xFirst + (width * xStep) / 2;
  for (let i = 0; i < pixels.length; i++) {
    const v = (latitude[i] - yFirst) / yStep - 0.5;
    const u = (longitudeNear(longitude[i], middle) - xFirst) / xStep - 0.5;
    const isInside = v >= 0 && v <= length - 1 && u >= 0 && u <= width - 1;
    // Rows go south: of two that are equally far the later one.
    if (isInside) pixels[i] = Math.floor(v + 0.5) * width + Math.ceil(u - 0.5);
    else pixels[i] = Number.isNaN(v + u) ? UNKNOWN : BEYOND;
  }
  return pixels;
}
