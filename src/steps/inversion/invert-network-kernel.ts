import type { BlockFunction } from '../../core/block.ts';
import { type InversionOptions, prepareInversion } from '../../core/inversion/inversion.ts';
import { blankUnobserved, type ObservationMask } from '../../core/inversion/observation-mask.ts';

export interface InvertKernelArgs {
  readonly inversion: InversionOptions;
  /** value of each interferogram at the reference pixel, subtracted wherever there are data */
  readonly referenceValues: readonly number[];
  readonly referencePixel: { readonly y: number; readonly x: number } | undefined;
  readonly mask: ObservationMask | undefined;
}

/**
 * Observations [numIfgram, numPixel], their quality, and masks to time series, quality and count. Row sums: pixels
 * whose network was in pieces, and pixels with extremely uneven weights (in the first row of each block).
 */
export default function invertKernel(args: InvertKernelArgs): BlockFunction {
  const { inversion, referenceValues, referencePixel, mask } = args;
  const isPhase = inversion.observation !== 'offset';
  const { invert } = prepareInversion(inversion);
  return (inputs, { y0, y1, width, numPixel }) => {
    const observed = inputs['observed'] as Float32Array;
    const quality = inputs['quality'] as Float32Array | undefined;
    blankUnobserved(observed, numPixel, {
      referenceValues,
      isPhase,
      mask: mask && { ...mask, values: inputs['mask'] ?? quality! },
      pixelMasks: ['waterMask', 'avgQuality'].flatMap((name) => (name in inputs ? [inputs[name]] : [])),
    });
    const result = invert({ numPixel, observed, quality });
    const { timeseries, inversionQuality, numInvIfgram } = result;
    if (referencePixel !== undefined && referencePixel.y >= y0 && referencePixel.y < y1) {
      const at = (referencePixel.y - y0) * width + referencePixel.x;
      inversionQuality[at] = isPhase ? 1 : 0;
      numInvIfgram[at] = inversion.pairs.length;
      for (let k = 0; k < timeseries.length / numPixel; k++) timeseries[k * numPixel + at] = 0;
    }
    const rowSums = Array.from({ length: y1 - y0 }, () => new Float64Array(2));
    rowSums[0].set([result.numInPieces, result.numIllConditioned]);
    return { outputs: { timeseries, inversionQuality, numInvIfgram }, rowSums };
  };
}
