import { OptionError, ShapeError } from '../errors.ts';
import { coherenceWeighting, offsetWeighting, type WeightFunction, type Weighting } from './weights.ts';

/** Observations of any number of pixels: rows are interferograms, in the order of the pairs. */
export interface ObservationBlock {
  readonly numPixel: number;
  /** [numIfgram, numPixel] rad or pixels; NaN = not observed */
  readonly observed: Float32Array;
  /** [numIfgram, numPixel] coherence of phases, standard deviation of offsets; not needed without weights */
  readonly quality?: Float32Array;
  /** [numPixel] other than 0 for pixels to leave out */
  readonly isOff?: Uint8Array;
}

/** What the weights of the observations are made from. */
export interface WeightSource {
  /** 'phase' by default; offsets weigh by their standard deviation ('var' or 'no' only) and report a residual */
  readonly observation?: 'phase' | 'offset';
  /** effective looks, for 'var' and 'fim' of phases */
  readonly looks?: number;
}

/**
 * The weighting of a network inversion, undefined for none.
 * @throws {OptionError} for weights that need looks, or that offsets do not know
 */
export function weightingOf({
  observation,
  weightFunc,
  looks,
}: WeightSource & { readonly weightFunc: WeightFunction }): Weighting | undefined {
  if (weightFunc === 'no') return undefined;
  if (observation === 'offset') {
    if (weightFunc === 'var') return offsetWeighting;
    throw new OptionError(`Offsets cannot be weighted by '${weightFunc}'.`, 'Choose var or no.');
  }
  if (looks === undefined && weightFunc !== 'coh') {
    throw new OptionError(`Weight function '${weightFunc}' needs the number of looks.`);
  }
  return coherenceWeighting(weightFunc, looks ?? 1);
}

/** @throws {ShapeError} when the arrays do not have one value per interferogram and pixel */
export function assertBlock(
  { numPixel, observed, quality }: ObservationBlock,
  numIfgram: number,
  isWeighted: boolean,
): void {
  const size = numIfgram * numPixel;
  if (observed.length !== size) {
    throw new ShapeError(
      `${observed.length} observations for ${numIfgram} interferograms x ${numPixel} pixels.`,
    );
  }
  if (isWeighted && quality?.length !== size) {
    throw new ShapeError(
      `${quality?.length ?? 0} qualities for ${numIfgram} interferograms x ${numPixel} pixels.`,
    );
  }
}
