import { DEGREE } from '../earth.ts';
import type { MapGrid } from '../map-grid.ts';
import type { NearestTable } from './nearest.ts';

/** Four source pixels and weights for each output pixel: upper-left position (-1 = nowhere) and fractions toward the next row and column. */
export interface BilinearTable {
  readonly index: Int32Array;
  readonly fy: Float32Array;
  readonly fx: Float32Array;
  readonly shape: readonly [length: number, width: number];
  readonly sourceWidth: number;
}

/** Weights of no pixel yet. @param Memory shared when threads are to see them without a copy each */
export function emptyBilinear(
  shape: readonly [length: number, width: number],
  sourceWidth: number,
  Memory: ArrayBufferConstructor | SharedArrayBufferConstructor = ArrayBuffer,
): BilinearTable {
  const bytes = 4 * shape[0] * shape[1];
  return {
    index: new Int32Array(new Memory(bytes)).fill(-1),
    fy: new Float32Array(new Memory(bytes)),
    fx: new Float32Array(new Memory(bytes)),
    shape,
    sourceWidth,
  };
}

/**
 * Bilinear weights from radar coordinates to a map: the output pixel is located in one of the four quadrilaterals of
 * radar pixels around its nearest neighbour and the bilinear map of that quadrilateral is inverted. Output pixels in
 * none of them (outside of the image, beside no-data) get -1.
 *
 * @param latitude of every radar pixel [length * width], degrees
 * @param longitude as many, degrees
 * @param valid as many, 0 = no data
 * @param sourceShape of the latitude and longitude rasters
 * @param nearest from `nearestOnMap` for the same grid
 * @param table memory of the result
 */
export function bilinearOnMap(
  latitude: ArrayLike<number>,
  longitude: ArrayLike<number>,
  valid: Uint8Array,
  sourceShape: readonly [length: number, width: number],
  grid: MapGrid,
  nearest: NearestTable,
  table: BilinearTable = emptyBilinear(nearest.shape, sourceShape[1]),
): BilinearTable {
  const [length, width] = sourceShape;
  const n = nearest.data.length;
  const { index, fy, fx } = table;
  const fraction = new Float64Array(2);
  for (let k = 0; k < n; k++) {
    const source = nearest.data[k];
    if (source < 0) continue;
    const lat = grid.yFirst + (Math.floor(k / grid.width) + 0.5) * grid.yStep;
    const lon = grid.xFirst + ((k % grid.width) + 0.5) * grid.xStep;
    const shrink = Math.cos(lat * DEGREE);
    const y = Math.floor(source / width);
    const x = source % width;
    for (let quad = 0; quad < 4 && index[k] < 0; quad++) {
      const top = y - (quad >> 1);
      const left = x - (quad & 1);
      if (top < 0 || left < 0 || top + 1 >= length || left + 1 >= width) continue;
      const a = top * width + left;
      if (!(valid[a] && valid[a + 1] && valid[a + width] && valid[a + width + 1])) continue;
      invertQuad(latitude, longitude, a, width, lat, lon, shrink, fraction);
      const [v, u] = fraction;
      if (v >= -1e-9 && v <= 1 + 1e-9 && u >= -1e-9 && u <= 1 + 1e-9) {
        index[k] = a;
        fy[k] = v;
        fx[k] = u;
      }
    }
  }
  return table;
}

/** Fractions (v down, u right) of a point in a quadrilateral by Newton's method; far outside when it does not converge. */
function invertQuad(
  latitude: ArrayLike<number>,
  longitude: ArrayLike<number>,
  a: number,
  width: number,
  lat: number,
  lon: number,
  shrink: number,
  out: Float64Array,
): void {
  const b = a + 1;
  const c = a + width;
  const d = c + 1;
  const x0 = (longitude[a] - lon) * shrink;
  const y0 = latitude[a] - lat;
  const xu = (longitude[b] - longitude[a]) * shrink;
  const yu = latitude[b] - latitude[a];
  const xv = (longitude[c] - longitude[a]) * shrink;
  const yv = latitude[c] - latitude[a];
  const xuv = (longitude[d] - longitude[c]) * shrink - xu;
  const yuv = latitude[d] - latitude[c] - yu;
  let u = 0.5;
  let v = 0.5;
  for (let step = 0; step < 8; step++) {
    const ex = x0 + u * xu + v * xv + u * v * xuv;
    const ey = y0 + u * yu + v * yv + u * v * yuv;
    const jxu = xu + v * xuv;
    const jyu = yu + v * yuv;
    const jxv = xv + u * xuv;
    const jyv = yv + u * yuv;
    const det = jxu * jyv - jxv * jyu;
    if (det === 0) {
      out.fill(9);
      return;
    }
    const du = (ex * jyv - ey * jxv) / det;
    const dv = (ey * jxu - ex * jyu) / det;
    u -= du;
    v -= dv;
    if (Math.abs(du) + Math.abs(dv) < 1e-12) break;
  }
  out[0] = v;
  out[1] = u;
}
