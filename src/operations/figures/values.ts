import type { Grid } from '../../core/array.ts';
import { type ImageRows, imageRows, type RowChange } from '../../core/filters/image-rows.ts';
import type { DisplayScale } from './units.ts';

/** Operations on displayed values, by the names of `--math`. */
export const MATH: Readonly<Record<string, (value: number) => number>> = {
  square: (v) => v * v,
  sqrt: Math.sqrt,
  reverse: (v) => -v,
  inverse: (v) => 1 / v,
  rad2deg: (v) => (v * 180) / Math.PI,
  deg2rad: (v) => (v * Math.PI) / 180,
};

/** What happens to the values of a raster between file and figure, in this order. */
export interface ValueChanges {
  /** Values of the reference date, subtracted. */
  readonly referenceValues?: Grid;
  /** Value of the stack's reference pixel, subtracted where the phase is not 0. */
  readonly referencePhase?: number;
  /** 0 is no data. */
  readonly zeroMask?: boolean;
  /** Another value that is no data. */
  readonly noDataValue?: number;
  /** 0 = left out. */
  readonly mask?: Grid<Uint8Array>;
  /** Value at a reference pixel of the user's choice, in stored units, subtracted. */
  readonly offset?: number;
  readonly scale: DisplayScale;
  readonly wrap?: readonly [number, number];
  readonly math?: string;
}

/** Apply the changes to a raster: its values are replaced, NaN = nothing to draw. */
export function changeValues(values: Grid<Float32Array>, changes: ValueChanges): Grid<Float32Array> {
  const { data, shape } = values;
  const [length, width] = shape;
  const rows = imageRows(width);
  const atOnce = rows.values.length / width;
  for (let y = 0; y < length; y += atOnce) {
    const count = Math.min(atOnce, length - y);
    rows.values.set(data.subarray(y * width, (y + count) * width));
    changeRows(rows, count, changes, y * width);
    data.set(rows.values.subarray(0, count * width), y * width);
  }
  return values;
}

/**
 * Apply the changes to rows that were just read: their values are replaced, NaN = nothing to draw.
 * @param count rows that stand there
 * @param start place of their first value in the rasters of the changes
 */
export function changeRows(rows: ImageRows, count: number, changes: ValueChanges, start: number): void {
  const { referenceValues, referencePhase: phase = 0, mask, scale, wrap, zeroMask = false } = changes;
  const { values } = rows;
  const n = count * rows.width;
  let noData = changes.noDataValue ?? Number.NaN;
  const offset = changes.offset !== undefined && Number.isFinite(changes.offset) ? changes.offset : 0;
  const { factor, decibel } = scale;
  const math = changes.math === undefined ? undefined : MATH[changes.math];
  if (mask !== undefined) rows.mask.set(mask.data.subarray(start, start + n));
  if (referenceValues !== undefined) {
    const subtract = referenceValues.data;
    for (let i = 0; i < n; i++)
      values[i] = values[i] === noData ? Number.NaN : values[i] - subtract[start + i];
    noData = Number.NaN; // a difference may have its value
  }
  // Logarithms are taken between the offset and the cycle.
  const how = { noData, phase, zeroIsNone: zeroMask, offset, factor };
  if (decibel !== undefined) {
    rows.change(n, { ...how, factor: 1 }, mask !== undefined);
    for (let i = 0; i < n; i++) {
      const value = values[i];
      values[i] = decibel * Math.log10(value < 0.1 ? 0.1 : value);
    }
    if (wrap !== undefined) rows.change(n, { ...UNCHANGED, wrap }, false);
  } else if (isAnyChange({ ...how, wrap }, mask !== undefined)) {
    rows.change(n, { ...how, wrap }, mask !== undefined);
  }
  if (math !== undefined) for (let i = 0; i < n; i++) values[i] = math(values[i]);
}

const UNCHANGED: RowChange = { noData: Number.NaN, phase: 0, zeroIsNone: false, offset: 0, factor: 1 };

function isAnyChange({ noData, phase, zeroIsNone, offset, factor, wrap }: RowChange, isMasked: boolean) {
  const isSame = Number.isNaN(noData) && phase === 0 && !zeroIsNone && offset === 0 && factor === 1;
  return isMasked || wrap !== undefined || !isSame;
}
