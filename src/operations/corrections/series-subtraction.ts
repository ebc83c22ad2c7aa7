import type { Values } from '../../core/array.ts';
import { rereference } from '../../core/timeseries/rereference.ts';
import { type SeriesDifferenceRule, seriesDifference } from '../../core/timeseries/series-difference.ts';

/** How one series is subtracted from another, for kernels. */
export interface SeriesSubtraction extends SeriesDifferenceRule {
  /** dates of the other */
  readonly numOther: number;
  /** plane of the result that becomes its zero, at the end */
  readonly zeroPlane?: number;
}

/** Subtracts the other series [numOther, numPixel] of a block from the first, in place of the first. */
interface Subtraction {
  /** where the series of a block of so many pixels are wanted; undefined: anywhere */
  room(numPixel: number): { readonly first?: Float32Array; readonly other?: Float32Array };
  subtract(first: Values, other: Values, numPixel: number): void;
}

export function prepareSubtraction(rule: SeriesSubtraction): Subtraction {
  const { planes, numOther, zeroPlane } = rule;
  let most = 0;
  let difference: ReturnType<typeof seriesDifference>;
  const room = (numPixel: number) => {
    if (numPixel > most) difference = seriesDifference(rule, { numOther, numPixel });
    most = Math.max(most, numPixel);
    return difference;
  };
  return {
    room,
    subtract(first, other, numPixel) {
      room(numPixel).subtract(first, other, numPixel);
      if (zeroPlane !== undefined)
        rereference(first as Float32Array, planes.length, numPixel, { dateIndex: zeroPlane });
    },
  };
}
