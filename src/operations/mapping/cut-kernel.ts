import type { Box, RasterSize, Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';

export interface CutArgs {
  /** window of the source; may reach beyond it */
  readonly window: Box;
  /** of the source */
  readonly size: RasterSize;
  readonly planes: number;
  /** value beyond the source */
  readonly fill: number;
}

/** Rows of a window as they are read, with `fill` where the window reaches beyond the source. */
export default function cutKernel({
  window,
  size,
  planes,
  fill,
}: CutArgs): BlockFunction<{ readonly values: Values }, { readonly values: Values }> {
  const isInside = window.y0 >= 0 && window.x0 >= 0 && window.y1 <= size.length && window.x1 <= size.width;
  const left = Math.max(0, -window.x0);
  const columns = Math.max(0, Math.min(size.width, window.x1) - Math.max(0, window.x0));
  return ({ values }, { y0, y1, width, numPixel }) => {
    if (isInside) return { outputs: { values } };
    const first = Math.max(0, window.y0 + y0);
    const rows = Math.max(0, Math.min(size.length, window.y0 + y1) - first);
    const out = new (values.constructor as new (n: number) => Values)(planes * numPixel).fill(fill);
    for (let k = 0; k < planes && columns > 0; k++) {
      for (let r = 0; r < rows; r++) {
        const from = (k * rows + r) * columns;
        const row = first + r - window.y0 - y0;
        out.set(values.subarray(from, from + columns), k * numPixel + row * width + left);
      }
    }
    return { outputs: { values: out } };
  };
}
