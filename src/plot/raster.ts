import type { Grid, Values } from '../core/array.ts';
import type { Colormap } from './color-table.ts';
import type { PixelImage } from './context2d.ts';

/** How values become colours. */
export interface Coloring {
  readonly map: Colormap;
  readonly vmin: number;
  readonly vmax: number;
  /** Where 0 (and NaN in the values) stays transparent. */
  readonly mask?: Grid<Values>;
  /** Opacity of coloured pixels, 0 to 1. */
  readonly alpha?: number;
  /** Turn the image over, as radar images are so that north is up and west is left. */
  readonly flipUpDown?: boolean;
  readonly flipLeftRight?: boolean;
}

/**
 * Colour a raster: the range `vmin` to `vmax` is cut in equal bins of the colormap, values outside take the end
 * colours, NaN and masked pixels are transparent.
 */
export function colorize(values: Grid<Values>, coloring: Coloring): PixelImage {
  const [length, width] = values.shape;
  const rgba = new Uint8ClampedArray(length * width * 4);
  const table = rasterColors(coloring.map, coloring.alpha);
  fillColors(values, coloring, table, new Int32Array(rgba.buffer));
  return { rgba, width, height: length };
}

/**
 * `colorize` into memory of the caller, which holds 0 everywhere.
 * @param table what stands for each colour of the map
 */
export function fillColors(
  values: Grid<Values>,
  coloring: Coloring,
  table: Int32Array,
  words: Int32Array | Uint8Array,
): void {
  const [length, width] = values.shape;
  const { map, vmin, vmax, flipUpDown, flipLeftRight } = coloring;
  const last = map.n - 1;
  const gain = vmax > vmin ? map.n / (vmax - vmin) : 0;
  const data = values.data;
  const keep = coloring.mask?.data;
  for (let y = 0; y < length; y++) {
    const from = y * width;
    const to = (flipUpDown ? length - 1 - y : y) * width;
    const step = flipLeftRight ? -1 : 1;
    let at = flipLeftRight ? to + width - 1 : to;
    for (let i = from; i < from + width; i++, at += step) {
      const value = data[i];
      if (Number.isNaN(value) || (keep !== undefined && keep[i] === 0)) continue;
      const bin = (value - vmin) * gain;
      words[at] = table[bin <= 0 ? 0 : bin >= last ? last : bin | 0];
    }
  }
}

/** The colormap as one upright column of pixels, highest value on top. */
export function colorColumn(map: Colormap): PixelImage {
  const rgba = new Uint8ClampedArray(map.n * 4);
  const words = new Int32Array(rgba.buffer);
  words.set(rasterColors(map).reverse());
  return { rgba, width: 1, height: map.n };
}

/** The colormap as one level row of pixels, highest value on the right. */
export function colorRow(map: Colormap): PixelImage {
  return { rgba: new Uint8ClampedArray(rasterColors(map).buffer as ArrayBuffer), width: map.n, height: 1 };
}

/** Four bytes RGBA per entry, packed as the little-endian words that typed arrays of all platforms hold. */
export function rasterColors(map: Colormap, alpha = 1): Int32Array {
  const bytes = new Uint8ClampedArray(map.n * 4);
  for (let i = 0; i < map.n; i++) {
    for (let c = 0; c < 3; c++) bytes[i * 4 + c] = map.colors[i * 3 + c] * 255;
    bytes[i * 4 + 3] = alpha * 255;
  }
  return new Int32Array(bytes.buffer);
}

/** Wrap values into the half-open cycle `[low, high)`: low + mod(x - low, high - low). */
export function wrapValues(values: Grid<Values>, [low, high]: readonly [number, number]): Grid<Float32Array> {
  const cycle = high - low;
  const out = new Float32Array(values.data.length);
  for (let i = 0; i < out.length; i++) {
    const x = values.data[i] - low;
    out[i] = low + x - cycle * Math.floor(x / cycle);
  }
  return { data: out, shape: values.shape };
}

/** Every `step`-th pixel in both directions, from the first. */
export function subsample(values: Grid<Values>, step: number): Grid<Values> {
  if (step <= 1) return values;
  const [length, width] = values.shape;
  const rows = Math.ceil(length / step);
  const columns = Math.ceil(width / step);
  const make = values.data.constructor as new (n: number) => Values;
  const out = new make(rows * columns);
  for (let y = 0; y < rows; y++) {
    const from = y * step * width;
    for (let x = 0; x < columns; x++) out[y * columns + x] = values.data[from + x * step];
  }
  return { data: out, shape: [rows, columns] };
}
