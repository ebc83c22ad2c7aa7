import type { DelayField } from '../../core/atmosphere/delay-field.ts';
import { PROFILE_BOTTOM } from '../../core/atmosphere/delay-profile.ts';
import { type DelayPixels, delayPixels } from '../../core/atmosphere/field-delay.ts';
import type { BlockFunction, RowBlock } from '../../core/block.ts';
import { DEGREE } from '../../core/geometry/earth.ts';
import { longitudeNear } from '../../core/geometry/longitude.ts';
import { latLonRasters, type MapGrid } from '../../core/geometry/map-grid.ts';
import { correcting, type DelayOutputs } from '../corrections/correcting.ts';

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
 * without a place. Heights that are missing, or below -200 m, count as -200 m.
 */
export default correcting(weatherDelay);

function weatherDelay(
  args: WeatherDelayArgs,
  memory: (length: number) => Float32Array,
): BlockFunction<WeatherDelayInputs, DelayOutputs> {
  const { fields } = args;
  const mostCoefficients = Math.max(...fields.map(({ coefficients }) => coefficients.length));
  let pixels: DelayPixels | undefined;
  return (inputs, block) => {
    const { numPixel } = block;
    const timeseries = memory(fields.length * numPixel);
    if (pixels === undefined || pixels.size < numPixel) pixels = delayPixels(numPixel, mostCoefficients);
    const places = placesOf(args, inputs, block);
    let grid = '';
    for (const [k, field] of fields.entries()) {
      const { south, west, latitudeStep, longitudeStep, rows, columns } = field;
      const ofField = [south, west, latitudeStep, longitudeStep, rows, columns].join();
      if (ofField !== grid) settle(pixels, field, places, args, inputs, numPixel);
      grid = ofField;
      pixels.delays(field, timeseries.subarray(k * numPixel, (k + 1) * numPixel));
    }
    return { outputs: { timeseries } };
  };
}

interface Places {
  readonly latitude: Float32Array;
  readonly longitude: Float32Array;
}

function placesOf({ map }: WeatherDelayArgs, inputs: WeatherDelayInputs, block: RowBlock): Places {
  if (map === undefined) return { latitude: inputs.latitude!, longitude: inputs.longitude! };
  const { latitude, longitude } = latLonRasters(map, { y0: block.y0, y1: block.y1, x0: 0, x1: block.width });
  return { latitude: latitude.data, longitude: longitude.data };
}

/** Find cells, heights and slants of all pixels; fields on the same grid share them. */
function settle(
  { height, slant, cell, north, east }: DelayPixels,
  { south, west, latitudeStep, longitudeStep, rows, columns }: DelayField,
  { latitude, longitude }: Places,
  args: WeatherDelayArgs,
  inputs: WeatherDelayInputs,
  numPixel: number,
): void {
  const middle = west + ((columns - 1) / 2) * longitudeStep;
  const [lastRow, lastColumn] = [rows - 1, columns - 1];
  const { height: flat = Number.NaN, incidence: angle = 0 } = args;
  for (let i = 0; i < numPixel; i++) {
    const h = inputs.height === undefined ? flat : inputs.height[i];
    height[i] = h > PROFILE_BOTTOM ? h : PROFILE_BOTTOM;
    const theta = inputs.incidence === undefined ? angle : inputs.incidence[i];
    const v = (latitude[i] - south) / latitudeStep;
    const u = (longitudeNear(longitude[i], middle) - west) / longitudeStep;
    const isInside = v >= 0 && v <= lastRow && u >= 0 && u <= lastColumn;
    const isSeen = isInside && (theta > 0 || theta < 0);
    slant[i] = isSeen ? -1 / Math.cos(theta * DEGREE) : v - v + u - u === 0 ? -0 : Number.NaN;
    const y = isInside ? Math.min(Math.floor(v), lastRow - 1) : 0;
    const x = isInside ? Math.min(Math.floor(u), lastColumn - 1) : 0;
    cell[i] = y * columns + x;
    north[i] = isInside ? v - y : 0;
    east[i] = isInside ? u - x : 0;
  }
}
