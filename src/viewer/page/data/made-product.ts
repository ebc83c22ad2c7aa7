import type { Layer, Patch, Product, Window } from './product.ts';

/** Rasters that the page made itself, on a part of a grid: all their values are here. */
export class MadeProduct {
  readonly product: Product;
  private readonly window: Window;
  /** [numPlane, rows, columns] by dataset */
  private readonly values: ReadonlyMap<string, Float32Array<ArrayBuffer>>;

  constructor(product: Product, window: Window, values: ReadonlyMap<string, Float32Array<ArrayBuffer>>) {
    this.product = product;
    this.window = window;
    this.values = values;
  }

  /** Part of a plane: the value that lies under the middle of each pixel; NaN beyond what was made. */
  patch({ dataset }: Pick<Layer, 'dataset'>, plane: number, window: Window): Patch {
    const own = this.window;
    const all = this.values.get(dataset)!;
    const [height, width] = sizeOf(own);
    const from = all.subarray(plane * height * width, (plane + 1) * height * width);
    const [rows, columns] = sizeOf(window);
    const isSame = (['y0', 'x0', 'y1', 'x1', 'step'] as const).every((key) => own[key] === window[key]);
    if (isSame) return { window, rows, columns, data: from };
    const data = new Float32Array(rows * columns).fill(Number.NaN);
    const middle = window.step >> 1;
    for (let row = 0; row < rows; row++) {
      const y = window.y0 + row * window.step + middle;
      if (y < own.y0 || y >= own.y1) continue;
      const start = Math.floor((y - own.y0) / own.step) * width;
      for (let column = 0; column < columns; column++) {
        const x = window.x0 + column * window.step + middle;
        if (x >= own.x0 && x < own.x1)
          data[row * columns + column] = from[start + Math.floor((x - own.x0) / own.step)];
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
