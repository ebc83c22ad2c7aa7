import type { Values } from '../array.ts';

/** Which observations of a pair count, by another dataset of the same pair. */
export interface ObservationMask {
  /** nonzero: labels of connected components; least: at or above the threshold; most: at or below it */
  readonly rule: 'nonzero' | 'least' | 'most';
  readonly threshold: number;
}

/**
 * Make observations relative to the reference pixel and put NaN where there is none, in place.
 *
 * No-data is 0 in unwrapped phase, before and after referencing, so the reference pixel itself counts as unobserved.
 *
 * @param observed [numIfgram, numPixel], rad or pixels
 * @param pixelMasks [numPixel] each: pixels that are 0 or NaN in one of them are left out of the inversion
 */
export function blankUnobserved(
  observed: Float32Array,
  numPixel: number,
  options: {
    readonly referenceValues: readonly number[];
    readonly isPhase: boolean;
    readonly mask?: ObservationMask & { readonly values: Values };
    readonly pixelMasks?: readonly Values[];
  },
): void {
  const { referenceValues, isPhase, mask, pixelMasks = [] } = options;
  const isOff = new Uint8Array(numPixel);
  for (const values of pixelMasks) {
    for (let p = 0; p < numPixel; p++) if (!(values[p] > 0 || values[p] < 0)) isOff[p] = 1;
  }
  for (let i = 0; i < referenceValues.length; i++) {
    const zero = referenceValues[i];
    const at = i * numPixel;
    for (let p = 0; p < numPixel; p++) {
      let value = observed[at + p];
      if (value !== 0) value = Math.fround(value - zero);
      observed[at + p] = isOff[p] === 1 || (isPhase && value === 0) ? Number.NaN : value;
    }
  }
  if (mask === undefined) return;
  const { values, rule, threshold } = mask;
  for (let k = 0; k < observed.length; k++) {
    const value = values[k] || 0; // NaN counts as 0
    const isValid =
      rule === 'nonzero' ? value !== 0 : rule === 'least' ? value >= threshold : value <= threshold;
    if (!isValid) observed[k] = Number.NaN;
  }
}
