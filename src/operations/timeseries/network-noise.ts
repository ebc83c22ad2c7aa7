import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { MintsarError } from '../../core/errors.ts';
import { commonResidual } from '../../core/inversion/common-residual.ts';
import { networkStructure } from '../../core/inversion/network-structure.ts';
import { labelPieces } from '../../core/inversion/pieces.ts';
import type { NoiseInSpace } from '../../core/stats/noise-in-space.ts';
import { factoriseTimeFunctions } from '../../core/timeseries/fit.ts';
import { prepareFullUncertainty } from '../../core/timeseries/full-uncertainty.ts';
import { observationBlock } from '../inversion/observations.ts';
import { readRows, type SeriesSample } from './series-sample.ts';
import { fullUncertainty } from './velocity-full.ts';
import type { VelocityFit } from './velocity-request.ts';
import { velocitySemivariogram } from './velocity-semivariogram.ts';

/** Interferograms beyond those that determine the series, and pixels, that tell the misfit. */
const LEAST_FREEDOM = 5;
const FEWEST_PIXELS = 20;

/** What the interferograms of a series say. */
export interface NetworkNoise {
  /** median s0², and the looks by which the coherence was weighed; undefined where too little is known */
  readonly misfit: { readonly square: number; readonly looks: number } | undefined;
  /** share of pixels whose interferograms do not connect all dates */
  readonly shareInPieces: number;
  /** of the velocity, by distance; undefined where too little is known, or its standard deviations are not the full ones */
  readonly space: NoiseInSpace | undefined;
}

/**
 * What a sample of the reliable pixels says of the interferograms of a series: relative to what all pixels of an interferogram have in
 * common, so that the noise of a reference pixel is no part of it. The same at every look.
 */
export async function networkNoise(
  fit: VelocityFit,
  context: Context,
  sample: SeriesSample,
): Promise<NetworkNoise | undefined> {
  const { rows, values: series } = sample;
  try {
    // Relative to the pixel of the stack, as it was inverted.
    const { inputs, args } = await fullUncertainty({ ...fit, refYX: undefined, area: undefined }, context);
    const read = (source: BlockSource) => readRows(source, rows, context);
    const observed = await read(inputs.observed!);
    const { quality, mask } = inputs;
    const numPixel = series.length / fit.used.length;
    const block = observationBlock(
      { observed, ...(quality && { quality: await read(quality) }), ...(mask && { mask: await read(mask) }) },
      numPixel,
      args.mask,
    );
    const structure = networkStructure(args.inversion.pairs);
    const { numIfgram, numUnknown, first, second } = structure;
    const weight = Float64Array.from(observed, (phase) => (phase === 0 || Number.isNaN(phase) ? 0 : 1));
    const piece = new Int32Array(numUnknown + 1);
    let [numThere, numInPieces] = [0, 0];
    for (let p = 0; p < numPixel; p++) {
      const pieces = labelPieces(first, second, weight, p, numPixel, piece);
      if (pieces <= numUnknown) numThere++; // else there is no interferogram
      if (pieces > 1 && pieces <= numUnknown) numInPieces++;
    }
    const isFull = fit.setup.uncertainty?.kind === 'full';
    const own = commonResidual(args.inversion, block);
    const { references } = args.inversion;
    const full = prepareFullUncertainty({
      ...args,
      inversion: { ...args.inversion, references: own.map((phase, k) => phase + (references?.[k] ?? 0)) },
      dates: fit.setup.dates,
      ...factoriseTimeFunctions(fit.setup),
    });
    const squares = full(block, series)
      .misfit.filter((s0) => s0 > 0)
      .map((s0) => s0 * s0)
      .sort();
    const isTold = numIfgram - numUnknown >= LEAST_FREEDOM && squares.length >= FEWEST_PIXELS;
    return {
      misfit:
        isTold && args.looks !== undefined
          ? { square: squares[squares.length >> 1], looks: args.looks }
          : undefined,
      space: isFull ? velocitySemivariogram(fit, args, block, sample) : undefined,
      shareInPieces: numThere === 0 ? 0 : numInPieces / numThere,
    };
  } catch (error) {
    // A stack that was changed or taken away since then says nothing of the series.
    if (error instanceof MintsarError) return undefined;
    throw error;
  }
}
