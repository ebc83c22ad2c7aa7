import { grid } from '../../../core/array.ts';
import { shadedRelief } from '../../../plot/relief.ts';
import type { PatchChoice } from './messages.ts';

/** Light from the north-west of the screen on heights: 0 to 1, NaN where there is no height. */
export function reliefOf(
  heights: Float32Array<ArrayBuffer>,
  rows: number,
  columns: number,
  { aspect, flip }: NonNullable<PatchChoice['relief']>,
): Float32Array<ArrayBuffer> {
  // Where the raster is turned on the screen, the light is turned in the raster.
  const azimuth = flip.y ? (flip.x ? 135 : 225) : flip.x ? 45 : 315;
  const { rgba } = shadedRelief(grid(heights, rows, columns), aspect, { azimuth });
  const out = new Float32Array(heights.length);
  for (let i = 0; i < out.length; i++) out[i] = rgba[4 * i + 3] === 0 ? Number.NaN : rgba[4 * i] / 255;
  return out;
}
