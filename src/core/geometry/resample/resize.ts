import type { RasterSize } from '../../array.ts';
import { type BilinearTable, emptyBilinear } from './bilinear.ts';
import type { NearestTable } from './nearest.ts';

/**
 * Neighbours and bilinear weights from a raster to one of another number of pixels over the same area, edge on edge: pixel
 * centres lie at (i + 0.5) · n / m − 0.5 of the source. Beyond its outermost centres the outermost pixels count alone.
 *
 * @param from rows and columns of the source
 * @param to rows and columns wanted
 */
export function resizeTables(
  from: RasterSize,
  to: RasterSize,
): { readonly nearest: NearestTable; readonly linear: BilinearTable } {
  const shape = [to.length, to.width] as const;
  const nearest = new Int32Array(new SharedArrayBuffer(4 * to.length * to.width));
  const linear = emptyBilinear(shape, from.width, SharedArrayBuffer);
  const rows = axis(from.length, to.length);
  const columns = axis(from.width, to.width);
  for (let y = 0, k = 0; y < to.length; y++) {
    for (let x = 0; x < to.width; x++, k++) {
      nearest[k] = rows.near[y] * from.width + columns.near[x];
      linear.index[k] = rows.first[y] * from.width + columns.first[x];
      linear.fy[k] = rows.fraction[y];
      linear.fx[k] = columns.fraction[x];
    }
  }
  return { nearest: { data: nearest, shape }, linear };
}

/** Along one axis: the source pixel that covers each centre, the one before it, and how far it is from that to the next. */
function axis(from: number, to: number) {
  const near = new Int32Array(to);
  const first = new Int32Array(to);
  const fraction = new Float32Array(to);
  for (let i = 0; i < to; i++) {
    const at = ((i + 0.5) * from) / to - 0.5;
    near[i] = Math.min(from - 1, Math.max(0, Math.round(at)));
    first[i] = Math.min(Math.max(0, from - 2), Math.max(0, Math.floor(at)));
    fraction[i] = Math.min(1, Math.max(0, at - first[i]));
  }
  return { near, first, fraction };
}
