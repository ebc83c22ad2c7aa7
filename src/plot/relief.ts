import type { Grid, Values } from '../core/array.ts';
import type { PixelImage } from './context2d.ts';

export interface ReliefOptions {
  /** Direction the light comes from, degrees clockwise from north (up on the page); 315 unless given. */
  readonly azimuth?: number;
  /** Height of the light above the horizon, degrees; 45 unless given. */
  readonly altitude?: number;
  /** Vertical exaggeration; 0.5 unless given. */
  readonly exaggeration?: number;
  /** Heights that are black and white, m: the grey follows the height as well as the light. */
  readonly greyLimits?: readonly [min: number, max: number];
  readonly flipUpDown?: boolean;
  readonly flipLeftRight?: boolean;
}

/**
 * Shaded relief: light on a Lambertian surface,
 *
 *     shade = cos(angle between the surface normal and the light)
 *
 * with slopes by central differences (Horn 1981, doi:10.1109/PROC.1981.11918). Slopes are scaled so that the mean
 * slope of the ground that is not level gives a standard contrast: plains and mountains both show relief.
 *
 * @param height elevation, m; NaN = transparent
 * @param aspect height over width of a pixel on the ground
 * @returns grey image, light grey where the ground is level
 */
export function shadedRelief(height: Grid<Values>, aspect: number, options: ReliefOptions = {}): PixelImage {
  const [length, width] = height.shape;
  const { azimuth = 315, altitude = 45, exaggeration = 0.5, greyLimits } = options;
  const az = (azimuth * Math.PI) / 180;
  const alt = (altitude * Math.PI) / 180;
  const lightX = Math.sin(az) * Math.cos(alt);
  const lightY = -Math.cos(az) * Math.cos(alt); // rows run down the page
  const lightZ = Math.sin(alt);
  const signX = options.flipLeftRight ? -1 : 1;
  const signY = options.flipUpDown ? -1 : 1;
  const size = length * width;
  const slopeX = new Float32Array(size);
  const slopeY = new Float32Array(size);
  const { data } = height;
  let slopes = 0;
  let count = 0;
  for (let y = 0; y < length; y++) {
    const up = y > 0 ? -width : 0;
    const down = y < length - 1 ? width : 0;
    const dy = Math.max(1, (down - up) / width) * aspect;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const left = x > 0 ? -1 : 0;
      const right = x < width - 1 ? 1 : 0;
      const gx = (data[i + right] - data[i + left]) / Math.max(1, right - left);
      const gy = (data[i + down] - data[i + up]) / dy;
      slopeX[i] = Number.isFinite(gx) ? gx * signX : 0; // the rim of no-data is drawn level
      slopeY[i] = Number.isFinite(gy) ? gy * signY : 0;
      const slope = Math.sqrt(slopeX[i] * slopeX[i] + slopeY[i] * slopeY[i]);
      if (slope > 0) {
        slopes += slope;
        count++;
      }
    }
  }
  const gain = count > 0 ? (1.1 * exaggeration * count) / slopes : 0;
  const rgba = new Uint8ClampedArray(size * 4);
  for (let y = 0; y < length; y++) {
    const row = options.flipUpDown ? length - 1 - y : y;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (Number.isNaN(data[i])) continue;
      const gx = slopeX[i] * gain;
      const gy = slopeY[i] * gain;
      const shade = (-gx * lightX - gy * lightY + lightZ) / Math.sqrt(gx * gx + gy * gy + 1);
      const at = 4 * (row * width + (options.flipLeftRight ? width - 1 - x : x));
      const light = Math.max(0, Math.min(1, 0.1 + 0.9 * shade));
      const grey = greyLimits ? 255 * tinted(light, data[i], greyLimits) : 40 + 215 * light; // level ground: light grey, 198
      rgba[at] = grey;
      rgba[at + 1] = grey;
      rgba[at + 2] = grey;
      rgba[at + 3] = 255;
    }
  }
  return { rgba, width, height: length };
}

/** Light on ground whose grey follows its height. */
function tinted(light: number, height: number, [min, max]: readonly [number, number]): number {
  const grey = Math.max(0, Math.min(1, (height - min) / (max - min)));
  return grey <= 0.5 ? 2 * light * grey : 1 - 2 * (1 - light) * (1 - grey);
}
