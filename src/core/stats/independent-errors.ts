import type { Values } from '../array.ts';

/** The error of a quantity that is added or subtracted. */
export interface OtherError {
  /** its standard deviations [numPixel] */
  readonly std: ArrayLike<number>;
  /** pixel to which it is relative, where it is 0 and exact */
  readonly exact?: number;
}

/**
 * Standard deviations of a sum or difference of quantities whose errors are independent, in place: sqrt(s² + t²). A standard deviation
 * of 0 stands for none, and makes the result 0, but at the pixel to which its quantity is relative.
 *
 * @param values standard deviations of the first quantity [numPixel]
 * @param exact pixel to which the first quantity is relative
 */
export function addIndependentError(values: Values, other: OtherError, exact?: number): void {
  const { std } = other;
  for (let i = 0; i < values.length; i++) {
    const [own, added] = [values[i], std[i]];
    const isNone = (own === 0 && i !== exact) || (added === 0 && i !== other.exact);
    values[i] = isNone ? 0 : Math.sqrt(own * own + added * added);
  }
}
