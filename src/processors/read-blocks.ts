import type { Box } from '../core/array.ts';
import type { Layer } from './layer.ts';
import type { MultilookMethod } from './load-options.ts';
import { takeLooks } from './looks.ts';
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

const BLOCK_BYTES = 32 * 1024 * 1024;

/**
 * Read a layer in blocks of rows, so that memory stays small for any image, and hand the reduced rows on.
 * @param emit gets the first row of the result and its values, [rows, reduced width]
 */
export function readBlocks(
  layer: Layer,
  reduction: Reduction,
  method: MultilookMethod,
  emit: (row: number, values: Float32Array) => void,
): void {
  const { box, ystep, xstep } = reduction;
  const { length } = reducedSize(reduction);
  const width = box.x1 - box.x0;
  const rowsAtOnce = Math.max(1, Math.floor(BLOCK_BYTES / (4 * width * ystep)));
  const open = layer.open();
  try {
    for (let row = 0; row < length; row += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, length - row) * ystep;
      const y0 = box.y0 + row * ystep;
      const values = open.read({ y0, x0: box.x0, y1: y0 + rows, x1: box.x1 });
      emit(row, takeLooks(values, rows, width, ystep, xstep, method));
    }
  } finally {
    open.close();
  }
}

/** A coarse layer brought to the grid of the image. */
export function resizedLayer(
  layer: Layer,
  size: { readonly length: number; readonly width: number },
  beyond: 'edge' | 'zero',
): Layer {
  return {
    label: layer.label,
    length: size.length,
    width: size.width,
    open() {
      const open = layer.open();
      const whole = open.read({ y0: 0, x0: 0, y1: layer.length, x1: layer.width });
      const resized = resizeBilinear(whole, [layer.length, layer.width], [size.length, size.width], beyond);
      return {
        read({ y0, x0, y1, x1 }) {
          const out = new Float32Array((y1 - y0) * (x1 - x0));
          for (let y = y0; y < y1; y++)
            out.set(resized.subarray(y * size.width + x0, y * size.width + x1), (y - y0) * (x1 - x0));
          return out;
        },
        close: () => open.close(),
      };
    },
  };
}
