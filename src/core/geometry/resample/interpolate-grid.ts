import type { Grid, RasterSize } from '../../array.ts';

/**
 * A raster with another number of pixels: sample k of m along an axis of n pixels lies at k (n - 1) / m, so that the first pixel
 * stays and the last one is not reached.
 *
 * @param from [length, width], any unit
 * @param to rows and columns wanted
 * @param method `nearest` takes the earlier of two that are equally near; NaN spreads to what touches it
 * @returns [to.length, to.width], same unit and type
 */
export function interpolateGrid<A extends Float32Array | Float64Array>(
  from: Grid<A>,
  to: RasterSize,
  method: 'linear' | 'nearest' = 'linear',
): Grid<A> {
  const [length, width] = from.shape;
  const rows = samples(length, to.length);
  const columns = samples(width, to.width);
  const data = new (from.data.constructor as new (n: number) => A)(to.length * to.width);
  const value = (y: number, x: number) => from.data[y * width + x];
  for (let i = 0, k = 0; i < to.length; i++) {
    const { at: y, fraction: fy } = rows[i];
    for (let j = 0; j < to.width; j++, k++) {
      const { at: x, fraction: fx } = columns[j];
      if (method === 'nearest') {
        data[k] = value(fy > 0.5 ? y + 1 : y, fx > 0.5 ? x + 1 : x);
        continue;
      }
      const above = mixed(value(y, x), fx > 0 ? value(y, x + 1) : 0, fx);
      const below = fy > 0 ? mixed(value(y + 1, x), fx > 0 ? value(y + 1, x + 1) : 0, fx) : 0;
      data[k] = mixed(above, below, fy);
    }
  }
  return { data, shape: [to.length, to.width] };
}

function samples(from: number, to: number) {
  return Array.from({ length: to }, (_, k) => {
    const place = (k * (from - 1)) / to;
    const at = Math.floor(place);
    return { at, fraction: place - at };
  });
}

/** What a sample between two pixels has; the second one is not asked at the first. */
function mixed(first: number, second: number, fraction: number): number {
  return fraction > 0 ? first + fraction * (second - first) : first;
}
