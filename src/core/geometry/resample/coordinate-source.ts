import type { Grid } from '../../array.ts';
import type { BilinearTable } from './bilinear.ts';
import type { NearestTable } from './nearest.ts';

/** Radar image and where it lies in the frame of the lookup table. */
export interface RadarFrame {
  readonly length: number;
  readonly width: number;
  /** SUBSET_YMIN and SUBSET_XMIN of the image, 0 without. */
  readonly y0?: number;
  readonly x0?: number;
}

/**
 * Nearest neighbours from radar coordinates to the map of a lookup table (GAMMA, ROI_PAC). Line y of the image covers
 * azimuth y to y + 1, so its centre is at y + 0.5; table entries of 0 are outside.
 *
 * @param azimuth table of line numbers, [length, width] of the map @param range table of column numbers
 * @param edge how far outside of the image, in pixels, the outermost pixels still fill: 3 as with a search radius of
 *   three steps; -0.5 for none beyond the outermost centres, as in interpolation on the regular grid
 */
export function nearestThroughTable(
  azimuth: Grid<ArrayLike<number>>,
  range: Grid<ArrayLike<number>>,
  frame: RadarFrame,
  edge = 3,
): NearestTable {
  const { length, width, y0 = 0, x0 = 0 } = frame;
  const data = new Int32Array(azimuth.data.length);
  for (let k = 0; k < data.length; k++) {
    data[k] = -1;
    const az = azimuth.data[k];
    const rg = range.data[k];
    if (az === 0 || rg === 0) continue;
    const v = az - y0;
    const u = rg - x0;
    if (!(v >= -edge && v <= length + edge && u >= -edge && u <= width + edge)) continue;
    const y = Math.min(length - 1, Math.max(0, Math.ceil(v - 1)));
    const x = Math.min(width - 1, Math.max(0, Math.ceil(u - 1)));
    data[k] = y * width + x;
  }
  return { data, shape: azimuth.shape };
}

/**
 * Bilinear weights through such a table; nothing lies beyond the outermost pixel centres.
 *
 * @param azimuth row in the radar image of every map pixel [length, width]; 0 and NaN = no data
 * @param range column, same shape
 */
export function bilinearThroughTable(
  azimuth: Grid<ArrayLike<number>>,
  range: Grid<ArrayLike<number>>,
  frame: RadarFrame,
): BilinearTable {
  const { length, width, y0 = 0, x0 = 0 } = frame;
  const n = azimuth.data.length;
  const index = new Int32Array(n).fill(-1);
  const fy = new Float32Array(n);
  const fx = new Float32Array(n);
  for (let k = 0; k < n; k++) {
    const az = azimuth.data[k];
    const rg = range.data[k];
    if (az === 0 || rg === 0) continue;
    const v = az - y0;
    const u = rg - x0;
    if (!(v >= 0.5 && v <= length - 0.5 && u >= 0.5 && u <= width - 0.5)) continue;
    const y = Math.min(Math.max(0, length - 2), Math.max(0, Math.floor(v - 0.5)));
    const x = Math.min(Math.max(0, width - 2), Math.max(0, Math.floor(u - 0.5)));
    index[k] = y * width + x;
    fy[k] = v - 0.5 - y;
    fx[k] = u - 0.5 - x;
  }
  return { index, fy, fx, shape: azimuth.shape, sourceWidth: width };
}
