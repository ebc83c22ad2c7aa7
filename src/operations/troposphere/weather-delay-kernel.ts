import type { DelayField } from '../../core/atmosphere/delay-field.ts';
import { PROFILE_BOTTOM } from '../../core/atmosphere/delay-profile.ts';
import type { BlockFunction, RowBlock } from '../../core/block.ts';
import { DEGREE } from '../../core/geometry/earth.ts';
import { longitudeNear } from '../../core/geometry/longitude.ts';
import { latLonRasters, type MapGrid } from '../../core/geometry/map-grid.ts';

export interface WeatherDelayArgs {
  /** one per date */
  readonly fields: readonly DelayField[];
  /** the map, for pixels that do not give their own latitude and longitude */
  readonly map?: MapGrid;
  /** degrees, for all pixels, where there is no raster */
  readonly incidence?: number;
  /** m, for all pixels, in place of their own */
  readonly height?: number;
}

export interface WeatherDelayInputs {
  /** m, [numPixel] */
  readonly height?: Float32Array;
  /** degrees */
  readonly incidence?: Float32Array;
  readonly latitude?: Float32Array;
  readonly longitude?: Float32Array;
}

/**
 * Heights, incidence angles and places of pixels to the delay along the line of sight of every date, m, in the sense of
 * displacement: -zenith / cos θ. 0 where the incidence angle is 0 or missing, or the place lies beyond the weather; NaN
 * without a place.
 */
export default function weatherDelayKernel(
  args: WeatherDelayArgs,
): BlockFunction<WeatherDelayInputs, { readonly timeseries: Float32Array }> {
  const { fields } = args;
  return (inputs, block) => {
    const { numPixel } = block;
    const timeseries = new Float32Array(fields.length * numPixel);
    const pixels = new Pixels(args, inputs, block);
    fields.forEach((field, k) => {
      pixels.settle(field);
      pixels.delay(field, timeseries.subarray(k * numPixel, (k + 1) * numPixel));
    });
    return { outputs: { timeseries } };
  };
}

/** The pixels of a block, and where they lie in the weather grid. */
class Pixels {
  private readonly height: Float32Array;
  private readonly latitude: Float32Array;
  private readonly longitude: Float32Array;
  /** -1 / cos θ; 0 without an incidence angle */
  private readonly slant: Float64Array;
  /** number of the node south-west of each pixel; -1 beyond the grid */
  private readonly cell: Int32Array;
  /** from that node north and east, in steps of the grid */
  private readonly north: Float64Array;
  private readonly east: Float64Array;
  private grid = '';

  constructor({ map, incidence, height }: WeatherDelayArgs, inputs: WeatherDelayInputs, block: RowBlock) {
    const { numPixel, y0, y1, width } = block;
    const constant = (value = 0) => new Float32Array(numPixel).fill(value);
    const places = map === undefined ? undefined : latLonRasters(map, { y0, y1, x0: 0, x1: width });
    this.height = inputs.height ?? constant(height);
    this.latitude = places?.latitude.data ?? inputs.latitude!;
    this.longitude = places?.longitude.data ?? inputs.longitude!;
    this.slant = Float64Array.from(inputs.incidence ?? constant(incidence), (angle) =>
      angle > 0 || angle < 0 ? -1 / Math.cos(angle * DEGREE) : 0,
    );
    this.cell = new Int32Array(numPixel);
    this.north = new Float64Array(numPixel);
    this.east = new Float64Array(numPixel);
  }

  /** Find the cells of all pixels; grids that are alike are looked through once. */
  settle(field: DelayField): void {
    const { south, west, latitudeStep, longitudeStep, rows, columns } = field;
    const grid = [south, west, latitudeStep, longitudeStep, rows, columns].join();
    if (grid === this.grid) return;
    this.grid = grid;
    const middle = west + ((columns - 1) / 2) * longitudeStep;
    for (let i = 0; i < this.cell.length; i++) {
      const v = (this.latitude[i] - south) / latitudeStep;
      const u = (longitudeNear(this.longitude[i], middle) - west) / longitudeStep;
      const isInside = v >= 0 && v <= rows - 1 && u >= 0 && u <= columns - 1;
      const y = Math.min(Math.floor(v), rows - 2);
      const x = Math.min(Math.floor(u), columns - 2);
      this.cell[i] = isInside ? y * columns + x : -1;
      this.north[i] = v - y;
      this.east[i] = u - x;
    }
  }

  delay({ rows, columns, bottom, step, coefficients: c }: DelayField, out: Float32Array): void {
    const { height, slant, cell, north, east } = this;
    const numNode = rows * columns;
    const last = c.length / (4 * numNode) - 1;
    const above = 4 * columns;
    for (let i = 0; i < out.length; i++) {
      const node = cell[i];
      if (node < 0) {
        out[i] = north[i] - north[i] + east[i] - east[i] === 0 ? -0 : Number.NaN;
        continue;
      }
      const h = height[i];
      const t0 = ((h > PROFILE_BOTTOM ? h : PROFILE_BOTTOM) - bottom) / step;
      const piece = t0 < last ? Math.floor(t0) : last;
      const t = t0 - piece;
      const a = 4 * (piece * numNode + node);
      const b = a + above;
      const [y, x] = [north[i], east[i]];
      const [w11, w10, w01] = [y * x, y - y * x, x - y * x];
      const w00 = 1 - y - w01;
      const c0 = w00 * c[a] + w01 * c[a + 4] + w10 * c[b] + w11 * c[b + 4];
      const c1 = w00 * c[a + 1] + w01 * c[a + 5] + w10 * c[b + 1] + w11 * c[b + 5];
      const c2 = w00 * c[a + 2] + w01 * c[a + 6] + w10 * c[b + 2] + w11 * c[b + 6];
      const c3 = w00 * c[a + 3] + w01 * c[a + 7] + w10 * c[b + 3] + w11 * c[b + 7];
      const zenith = c0 + t * (c1 + t * (c2 + t * c3));
      out[i] = slant[i] === 0 ? -0 : zenith * slant[i];
    }
  }
}
