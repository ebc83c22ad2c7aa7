import { type Box, grid } from '../core/array.ts';
import { type MultilookMethod, multilook } from '../core/terrain/multilook.ts';
import type { OpenLayer } from './opened-layer.ts';
import { resizeBilinear } from './resize.ts';

/** How pixels are reduced on the way in. */
export interface Reduction {
  readonly box: Box;
  readonly ystep: number;
  readonly xstep: number;
}

/** Rows and columns after a window and looks. */
export function reducedSize({ box, ystep, xstep }: Reduction): { length: number; width: number } {
  return { length: Math.floor((box.y1 - box.y0) / ystep), width: Math.floor((box.x1 - box.x0) / xstep) };
}

/** Memory that values of one read may take. */
const MOST_BYTES = 32 << 20;
/** A request takes as long as moving some megabytes: fewer and larger ones. */
const FAR_BYTES = 16 << 20;
/** Reads of this size stay in a processor's own cache while they are changed and written. */
const CACHED_BYTES = 1 << 20;

/**
 * Read a layer in blocks of rows, so that memory stays small for any image, and hand the reduced rows on. While a block of a
 * far layer is used, the next one is on its way.
 * @param emit gets the first row of the result and its values, [rows, reduced width], which stand until it returns
 * @param countsPixels some change of the values depends on all of the image: take as much of it at once as may be
 */
export async function readBlocks(
  layer: OpenLayer,
  reduction: Reduction,
  method: MultilookMethod,
  emit: (row: number, values: Float32Array) => void,
  countsPixels = false,
): Promise<void> {
  const { box, ystep, xstep } = reduction;
  const { length } = reducedSize(reduction);
  const width = box.x1 - box.x0;
  const most = countsPixels ? MOST_BYTES : layer.isFar ? FAR_BYTES : CACHED_BYTES;
  const rowsAtOnce = Math.max(1, Math.floor(most / (4 * width * ystep)));
  const read = (row: number) => {
    const y0 = box.y0 + row * ystep;
    const rows = Math.min(rowsAtOnce, length - row) * ystep;
    return layer.read({ y0, x0: box.x0, y1: y0 + rows, x1: box.x1 });
  };
  let coming: ReturnType<typeof read> | undefined;
  for (let row = 0; row < length; row += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, length - row) * ystep;
    const values = await (coming ?? read(row));
    const isNextFar = layer.isFar === true && row + rowsAtOnce < length;
    coming = isNextFar ? read(row + rowsAtOnce) : undefined;
    if (coming instanceof Promise) coming.catch(() => {}); // told when its turn comes, or of no interest any more
    const isWhole = ystep === 1 && xstep === 1;
    emit(row, isWhole ? values : multilook(grid(values, rows, width), ystep, xstep, method).data);
  }
}

/** A coarse layer brought to the grid of the image. */
export async function resized(
  layer: OpenLayer,
  from: { readonly length: number; readonly width: number },
  { length, width }: { readonly length: number; readonly width: number },
  beyond: 'edge' | 'zero',
): Promise<OpenLayer> {
  const whole = await layer.read({ y0: 0, x0: 0, y1: from.length, x1: from.width });
  const fine = resizeBilinear(whole, [from.length, from.width], [length, width], beyond);
  return {
    read({ y0, x0, y1, x1 }) {
      const out = new Float32Array((y1 - y0) * (x1 - x0));
      for (let y = y0; y < y1; y++)
        out.set(fine.subarray(y * width + x0, y * width + x1), (y - y0) * (x1 - x0));
      return out;
    },
    close: () => layer.close(),
  };
}
