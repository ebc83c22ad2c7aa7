import type { Layer, Patch, Product, Window } from './product.ts';

type Values = ReadonlyMap<string, Float32Array<ArrayBuffer>>;
type Zeros = Readonly<Record<string, ArrayLike<number>>>;

/** Rasters that the page made itself, on a part of a grid: all their values are here. */
export class MadeProduct {
  readonly product: Product;
  private readonly window: Window;
  /** [numPlane, rows, columns] by dataset */
  private readonly values: Values;
  private readonly zeros: Zeros;

  /** @param zeros [numPlane] what is subtracted from each plane of a dataset; NaN = nothing */
  constructor(product: Product, window: Window, values: Values, zeros: Zeros = {}) {
    this.product = product;
    this.window = window;
    this.values = values;
    this.zeros = zeros;
  }

  /** The same values, relative to others. */
  relativeTo(zeros: Zeros): MadeProduct {
    return new MadeProduct(this.product, this.window, this.values, zeros);
  }

  /** Part of a plane: the value that lies under the middle of each pixel; NaN beyond what was made. */
  patch({ dataset }: Pick<Layer, 'dataset'>, plane: number, window: Window): Patch {
    const made = this.window;
    const all = this.values.get(dataset)!;
    const [height, width] = sizeOf(made);
    const own = all.subarray(plane * height * width, (plane + 1) * height * width);
    // Pixels without a result stay what they are.
    const count = this.values.get('numInvIfgram')!;
    const zero = this.zeros[dataset]?.[plane] || 0;
    const relative = (value: number, p: number) => (count[p] === 0 ? value : value - zero);
    const [rows, columns] = sizeOf(window);
    const isSame = (['y0', 'x0', 'y1', 'x1', 'step'] as const).every((key) => made[key] === window[key]);
    if (isSame) return { window, rows, columns, data: zero === 0 ? own : own.map(relative) };
    const data = new Float32Array(rows * columns).fill(Number.NaN);
    const middle = window.step >> 1;
    for (let row = 0; row < rows; row++) {
      const y = window.y0 + row * window.step + middle;
      if (y < made.y0 || y >= made.y1) continue;
      const start = Math.floor((y - made.y0) / made.step) * width;
      for (let column = 0; column < columns; column++) {
        const x = window.x0 + column * window.step + middle;
        if (x < made.x0 || x >= made.x1) continue;
        const p = start + Math.floor((x - made.x0) / made.step);
        data[row * columns + column] = relative(own[p], p);
      }
    }
    return { window, rows, columns, data };
  }

  /** A pixel in all planes. */
  series({ dataset, slices }: Layer, y: number, x: number): Float32Array {
    const planes = slices?.length ?? 1;
    const window = { y0: y, x0: x, y1: y + 1, x1: x + 1, step: 1 };
    return Float32Array.from(
      { length: planes },
      (_, plane) => this.patch({ dataset }, plane, window).data[0],
    );
  }
}

function sizeOf({ y0, x0, y1, x1, step }: Window): [rows: number, columns: number] {
  return [Math.ceil((y1 - y0) / step), Math.ceil((x1 - x0) / step)];
}
