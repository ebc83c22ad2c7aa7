import type { NdArray } from '../array.ts';
import { OptionError, ShapeError } from '../errors.ts';

const MULTILOOK_METHODS = ['mean', 'median', 'nearest'] as const;
export type MultilookMethod = (typeof MULTILOOK_METHODS)[number];

/** Typed arrays that can be multilooked; integers lose the fraction of their mean. */
type Raster = Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array;

/**
 * Reduce a raster, or every raster of a stack, by windows of looksY x looksX pixels. Rows and columns beyond the last
 * full window are dropped.
 *
 *     mean, median   over the values of a window that are not NaN; all NaN stays NaN
 *     nearest        the sample at floor(looks / 2) of each window
 *
 * @param raster [length, width] or [n, length, width]
 * @returns [floor(length / looksY), floor(width / looksX)], the same type of numbers
 * @throws {OptionError} when looks are no positive integers or the method is unknown
 */
export function multilook<S extends readonly number[], A extends Raster>(
  raster: NdArray<S, A>,
  looksY: number,
  looksX: number,
  method: MultilookMethod = 'mean',
): NdArray<S, A> {
  const { data, shape } = raster;
  if (!(Number.isInteger(looksY) && Number.isInteger(looksX) && looksY > 0 && looksX > 0)) {
    throw new OptionError(`Looks ${looksY} x ${looksX} are not possible.`, 'Give positive integers.');
  }
  if (!MULTILOOK_METHODS.includes(method)) {
    throw new OptionError(`Unknown method "${method}".`, `Choose one of ${MULTILOOK_METHODS.join(', ')}.`);
  }
  const [length, width] = shape.slice(-2);
  const numPlane = shape.length === 3 ? shape[0] : 1;
  if (data.length !== numPlane * length * width) {
    throw new ShapeError(`${data.length} values do not fill ${shape.join(' x ')}.`);
  }
  const numRow = Math.floor(length / looksY);
  const numColumn = Math.floor(width / looksX);
  const out = new (data.constructor as new (n: number) => A)(numPlane * numRow * numColumn);
  const reduce = method === 'mean' ? windowMeans : method === 'median' ? windowMedians : windowSamples;
  for (let k = 0; k < numPlane; k++) {
    const to = out.subarray(k * numRow * numColumn, (k + 1) * numRow * numColumn);
    reduce(
      data.subarray(k * length * width, (k + 1) * length * width),
      width,
      to,
      numRow,
      numColumn,
      looksY,
      looksX,
    );
  }
  const reduced = [...shape.slice(0, -2), numRow, numColumn] as unknown as S;
  return { data: out, shape: reduced };
}

function windowMeans(
  data: Raster,
  width: number,
  out: Raster,
  numRow: number,
  numColumn: number,
  looksY: number,
  looksX: number,
): void {
  const sums = new Float64Array(numColumn);
  const counts = new Uint32Array(numColumn);
  for (let row = 0; row < numRow; row++) {
    sums.fill(0);
    counts.fill(0);
    for (let dy = 0; dy < looksY; dy++) {
      let at = (row * looksY + dy) * width;
      for (let column = 0; column < numColumn; column++) {
        for (let dx = 0; dx < looksX; dx++) {
          const value = data[at++];
          if (Number.isNaN(value)) continue;
          sums[column] += value;
          counts[column]++;
        }
      }
    }
    for (let column = 0; column < numColumn; column++)
      out[row * numColumn + column] = sums[column] / counts[column];
  }
}

function windowMedians(
  data: Raster,
  width: number,
  out: Raster,
  numRow: number,
  numColumn: number,
  looksY: number,
  looksX: number,
): void {
  const window = new Float64Array(looksY * looksX);
  for (let row = 0; row < numRow; row++) {
    for (let column = 0; column < numColumn; column++) {
      let count = 0;
      for (let dy = 0; dy < looksY; dy++) {
        const from = (row * looksY + dy) * width + column * looksX;
        for (let dx = 0; dx < looksX; dx++) {
          const value = data[from + dx];
          if (Number.isNaN(value)) continue;
          window[count++] = value;
        }
      }
      sortFirst(window, count);
      const half = count >> 1;
      const middle = count % 2 === 1 ? window[half] : (window[half - 1] + window[half]) / 2;
      out[row * numColumn + column] = count === 0 ? Number.NaN : middle;
    }
  }
}

/** Most values that are put in order one by one: faster than a sort, which has to begin and end. */
const FEW = 40;

/** Put the first values in ascending order; none is NaN. */
function sortFirst(values: Float64Array, count: number): void {
  if (count > FEW) {
    values.subarray(0, count).sort();
    return;
  }
  for (let i = 1; i < count; i++) {
    const value = values[i];
    let place = i;
    for (; place > 0 && values[place - 1] > value; place--) values[place] = values[place - 1];
    values[place] = value;
  }
}

function windowSamples(
  data: Raster,
  width: number,
  out: Raster,
  numRow: number,
  numColumn: number,
  looksY: number,
  looksX: number,
): void {
  for (let row = 0; row < numRow; row++) {
    let at = (row * looksY + (looksY >> 1)) * width + (looksX >> 1);
    for (let column = 0; column < numColumn; column++, at += looksX) out[row * numColumn + column] = data[at];
  }
}
