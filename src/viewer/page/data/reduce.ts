import type { Window } from './product.ts';

/** Bit of a count: the pixel had zeros that stand for no data. */
const ZERO_SEEN = 0x8000;

/**
 * Rows of a raster added to a smaller one, `step` x `step` pixels to each of its pixels. Means count the pixels that have a
 * value: a gap never spreads to its neighbours. Zeros that stand for no data do not count either, and stay zero where there is
 * nothing else. What has no mean (labels, masks, wrapped phase) is the pixel in the middle.
 */
export class Reduction {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array<ArrayBuffer>;
  private readonly window: Window;
  private readonly zeroIsEmpty: boolean;
  private readonly counts: Uint16Array | undefined;

  constructor(window: Window, { hasMean, zeroIsEmpty }: { hasMean: boolean; zeroIsEmpty: boolean }) {
    const { y0, x0, y1, x1, step } = window;
    this.window = window;
    this.zeroIsEmpty = zeroIsEmpty;
    this.rows = Math.ceil((y1 - y0) / step);
    this.columns = Math.ceil((x1 - x0) / step);
    this.data = new Float32Array(this.rows * this.columns);
    this.counts = hasMean && step > 1 ? new Uint16Array(this.data.length) : undefined;
    if (this.counts === undefined && step > 1) this.data.fill(Number.NaN);
  }

  /** @param values rows from row `y` of the file, as wide as the window, NaN = no value */
  add(values: Float32Array, y: number): void {
    const { y0, x0, x1, step } = this.window;
    const width = x1 - x0;
    const rows = values.length / width;
    if (step === 1) {
      this.data.set(values, (y - y0) * width);
      return;
    }
    const middle = step >> 1;
    for (let row = 0; row < rows; row++) {
      const from = row * width;
      const inCell = (y - y0 + row) % step;
      const to = Math.floor((y - y0 + row) / step) * this.columns;
      if (this.counts !== undefined) {
        for (let x = 0, cell = to, left = step; x < width; x++) {
          const value = values[from + x];
          if (value === 0 && this.zeroIsEmpty) this.counts[cell] |= ZERO_SEEN;
          else if (!Number.isNaN(value)) {
            this.data[cell] += value;
            this.counts[cell]++;
          }
          if (--left === 0) {
            cell++;
            left = step;
          }
        }
      } else if (inCell === middle || (row === rows - 1 && inCell < middle)) {
        for (let cell = 0; cell < this.columns; cell++)
          this.data[to + cell] = values[from + Math.min(width - 1, cell * step + middle)];
      }
    }
  }

  /** Sums become means. */
  finish(): Float32Array<ArrayBuffer> {
    const { data, counts } = this;
    for (let i = 0; counts !== undefined && i < data.length; i++) {
      const count = counts[i] & ~ZERO_SEEN;
      if (count > 0) data[i] /= count;
      else if (counts[i] === 0) data[i] = Number.NaN;
    }
    return data;
  }
}
