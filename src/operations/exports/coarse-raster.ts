import type { Values } from '../../core/array.ts';
import { halved } from './cog-tiles-kernel.ts';

/** A raster of one resolution that is put together from windows, and the coarser ones that follow from it. */
export class CoarseRaster {
  private readonly length: number;
  private readonly width: number;
  private values: Values | undefined;

  constructor(length: number, width: number) {
    this.length = length;
    this.width = width;
  }

  /** Take a window whose first pixel is at a row and column. */
  place(
    { values, rows, width }: { readonly values: Values; readonly rows: number; readonly width: number },
    y: number,
    x: number,
  ): void {
    this.values ??= new (values.constructor as new (n: number) => Values)(this.length * this.width);
    for (let row = 0; row < rows; row++)
      this.values.set(values.subarray(row * width, (row + 1) * width), (y + row) * this.width + x);
  }

  /** The raster itself, then each time half the rows and columns. */
  *levels(): Generator<{ readonly values: Values; readonly rows: number; readonly width: number }, never> {
    let [values, rows, width] = [this.values!, this.length, this.width];
    for (;;) {
      yield { values, rows, width };
      values = halved(values, rows, width);
      [rows, width] = [(rows + 1) >> 1, (width + 1) >> 1];
    }
  }
}
