import type { BlockFunction, RowBlock } from '../../core/block.ts';
import { type InversionOptions, prepareInversion } from '../../core/inversion/inversion.ts';
import type { ObservationMask } from '../../core/inversion/observation-mask.ts';
import { type ObservationArrays, observationBlock } from './observations.ts';

export interface InvertKernelArgs {
  readonly inversion: InversionOptions;
  readonly referencePixel: { readonly y: number; readonly x: number } | undefined;
  readonly mask: ObservationMask | undefined;
}

type InvertBlock = BlockFunction<
  ObservationArrays,
  {
    readonly timeseries: Float32Array;
    readonly inversionQuality: Float32Array;
    readonly numInvIfgram: Float32Array;
    readonly numPieces?: Float32Array;
  }
>;

/**
 * Observations [numIfgram, numPixel], their quality, and masks to time series, quality and count. Row sums: pixels
 * whose network was in pieces, and pixels with extremely uneven weights (in the first row of each block).
 */
export default function invertKernel({ inversion, referencePixel, mask }: InvertKernelArgs): InvertBlock {
  const isPhase = inversion.observation !== 'offset';
  const { invert, room } = prepareInversion(inversion);
  const invertBlock: InvertBlock = (inputs, { y0, y1, width, numPixel }) => {
    const result = invert(observationBlock(inputs, numPixel, mask));
    const { timeseries, inversionQuality, numInvIfgram, numPieces } = result;
    if (referencePixel !== undefined && referencePixel.y >= y0 && referencePixel.y < y1) {
      const at = (referencePixel.y - y0) * width + referencePixel.x;
      inversionQuality[at] = isPhase ? 1 : 0;
      numInvIfgram[at] = inversion.pairs.length;
      if (numPieces) numPieces[at] = 1;
      for (let k = 0; k < timeseries.length / numPixel; k++) timeseries[k * numPixel + at] = 0;
    }
    const rowSums = Array.from({ length: y1 - y0 }, () => new Float64Array(2));
    rowSums[0].set([result.numInPieces, result.numIllConditioned]);
    const outputs = { timeseries, inversionQuality, numInvIfgram, ...(numPieces && { numPieces }) };
    return { outputs, rowSums };
  };
  const roomOf = (name: string, { numPixel }: RowBlock) =>
    name === 'observed' || name === 'quality' ? room(numPixel)[name] : undefined;
  return Object.assign(invertBlock, { room: roomOf });
}
