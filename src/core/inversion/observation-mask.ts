import type { Values } from '../array.ts';

/** Which observations of a pair count, by another dataset of the same pair. */
export interface ObservationMask {
  /** nonzero: labels of connected components; least: at or above the threshold; most: at or below it */
  readonly rule: 'nonzero' | 'least' | 'most';
  readonly threshold: number;
}

/**
 * How a dataset of the stack decides which observations count, as mintpy.networkInversion.maskDataset has it.
 * @param threshold as the template writes it; compared in float32, as the values are
 */
export function observationMask(maskDataset: string, threshold: number): ObservationMask {
  const rule =
    maskDataset === 'connectComponent' ? 'nonzero' : maskDataset.endsWith('Std') ? 'most' : 'least';
  return { rule, threshold: Math.fround(threshold) };
}

/**
 * Put NaN where an observation does not count, in place.
 * @param observed @param values [numIfgram, numPixel]; NaN in the mask counts as 0
 */
export function blankByMask(
  observed: Float32Array,
  values: Values,
  { rule, threshold }: ObservationMask,
): void {
  for (let k = 0; k < observed.length; k++) {
    const value = values[k] || 0;
    const isValid =
      rule === 'nonzero' ? value !== 0 : rule === 'least' ? value >= threshold : value <= threshold;
    if (!isValid) observed[k] = Number.NaN;
  }
}

/**
 * Pixels that are 0 or NaN in one of several masks.
 * @param masks [numPixel] each
 * @returns [numPixel] 1 = left out; undefined without masks
 */
export function switchedOff(masks: readonly Values[], numPixel: number): Uint8Array | undefined {
  if (masks.length === 0) return undefined;
  const isOff = new Uint8Array(numPixel);
  for (const values of masks) {
    for (let p = 0; p < numPixel; p++) if (!(values[p] > 0 || values[p] < 0)) isOff[p] = 1;
  }
  return isOff;
}

/**
 * Make observations relative to the reference pixel and put NaN where there is none, in place.
 *
 * No-data is 0 in unwrapped phase, before and after referencing, so the reference pixel itself counts as unobserved.
 *
 * @param observed [numIfgram, numPixel], rad or pixels
 * @param references [numIfgram] value of each interferogram at the reference pixel
 * @param isOff [numPixel] other than 0 for pixels to leave out
 */
export function makeRelative(
  observed: Float32Array,
  numPixel: number,
  references: ArrayLike<number>,
  isOff: ArrayLike<number> | undefined,
  kind: 'phase' | 'offset',
): void {
  const isPhase = kind === 'phase';
  for (let i = 0; i < references.length; i++) {
    const reference = Math.fround(references[i]);
    const row = i * numPixel;
    for (let p = 0; p < numPixel; p++) {
      let value = observed[row + p];
      if (value !== 0) value = Math.fround(value - reference);
      const isMissing = (isPhase && value === 0) || (isOff !== undefined && isOff[p] !== 0);
      observed[row + p] = isMissing ? Number.NaN : value;
    }
  }
}
