import type { Grid } from '../../core/array.ts';
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

/**
 * Apply the changes to rows that were just read: their values are replaced, NaN = nothing to draw.
 * @param start place of the first value in the rasters of the changes, for rows that are a part of one
 */
export function changeValues(values: Grid, changes: ValueChanges, start = 0): Grid {
  const { data } = values;
  const { referenceValues, mask, scale, wrap, noDataValue, zeroMask = false } = changes;
  const phase = changes.referencePhase ?? 0;
  const offset = changes.offset !== undefined && Number.isFinite(changes.offset) ? changes.offset : 0;
  const math = changes.math === undefined ? undefined : MATH[changes.math];
  const [low, cycle] = wrap ? [wrap[0], wrap[1] - wrap[0]] : [0, 0];
  const perCycle = 1 / cycle; // a division takes longer than all else here
  const subtract = referenceValues?.data;
  const keep = mask?.data;
  const { factor, decibel } = scale;
  for (let i = 0; i < data.length; i++) {
    let value = data[i];
    if (noDataValue !== undefined && value === noDataValue) value = Number.NaN;
    if (subtract !== undefined) value -= subtract[start + i];
    if (value !== 0) value -= phase;
    if ((zeroMask && value === 0) || (keep !== undefined && keep[start + i] === 0)) {
      data[i] = Number.NaN;
      continue;
    }
    value -= offset;
    if (decibel !== undefined) value = decibel * Math.log10(value < 0.1 ? 0.1 : value);
    else value *= factor;
    if (cycle > 0) value -= cycle * Math.floor((value - low) * perCycle);
    data[i] = math === undefined ? value : math(value);
  }
  return values;
}
