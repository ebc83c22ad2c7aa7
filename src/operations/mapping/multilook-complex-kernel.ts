import type { Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';
import type { MultilookArgs } from './multilook-kernel.ts';

/** The two parts of complex values. */
export interface ComplexInputs {
  readonly magnitude: Values;
  /** rad */
  readonly phase: Values;
}

/**
 * Mean of complex values in windows of looks.y x looks.x pixels: the phase of a mean is that of the sum of the phasors, which
 * knows no jump at pi. Values without data are left out.
 */
export default function multilookComplexKernel({
  looks,
}: Pick<MultilookArgs, 'looks'>): BlockFunction<
  ComplexInputs,
  { readonly magnitude: Float32Array; readonly phase: Float32Array }
> {
  return ({ magnitude, phase }, { y0, y1, width, numPixel }) => {
    const out = { magnitude: new Float32Array(numPixel), phase: new Float32Array(numPixel) };
    const columns = width * looks.x;
    for (let y = 0, i = 0; y < y1 - y0; y++) {
      for (let x = 0; x < width; x++, i++) {
        let [re, im, count] = [0, 0, 0];
        for (let dy = 0; dy < looks.y; dy++) {
          let at = (y * looks.y + dy) * columns + x * looks.x;
          for (let dx = 0; dx < looks.x; dx++, at++) {
            const size = magnitude[at];
            if (Number.isNaN(size + phase[at])) continue;
            re += size * Math.cos(phase[at]);
            im += size * Math.sin(phase[at]);
            count++;
          }
        }
        out.magnitude[i] = count === 0 ? Number.NaN : Math.hypot(re, im) / count;
        out.phase[i] = count === 0 ? Number.NaN : Math.atan2(im, re);
      }
    }
    return { outputs: out };
  };
}
