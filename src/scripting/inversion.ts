import { assertArgument } from '../core/arguments.ts';
import type { Box } from '../core/array.ts';
import { ShapeError } from '../core/errors.ts';
import { prepareInversion } from '../core/inversion/inversion.ts';
import { blankByMask, type ObservationMask } from '../core/inversion/observation-mask.ts';
import { coherenceWeighting, weightFunction } from '../core/inversion/weights.ts';
import { parsePair } from '../core/network/pairs.ts';
import type { IfgramStack } from './ifgram-stack.ts';

/* The pieces of ifgram_inversion on arrays: rows are interferograms, columns pixels. */

/** Observations of some pixels. */
export interface PixelObservations {
  /** [numIfgram, numPixel], NaN = not observed */
  readonly values: Float32Array;
  readonly numPixel: number;
  readonly date12s: readonly string[];
}

/**
 * Unwrapped phase of a part of a stack, made relative to the reference pixel.
 * @param options dataset: `unwrapPhase` unless given; phases of 0 are not observed
 * @returns [numIfgram, numPixel], rad
 * @throws {FileError} when there is no such dataset  @throws {ReferencePointError} without a reference pixel
 */
export async function readUnwrapPhase(
  stack: IfgramStack,
  options: { readonly box?: Box; readonly dataset?: string; readonly dropIfgram?: boolean } = {},
): Promise<PixelObservations> {
  assertArgument('readUnwrapPhase', 'stack', stack, { path: 'text' });
  const { dataset = 'unwrapPhase', dropIfgram = true } = options;
  const { data, shape } = await stack.read({ ...options, dataset, dropIfgram });
  const numPixel = shape[1] * shape[2];
  const references = await stack.getReferencePhase({ dataset, dropIfgram });
  const values = new Float32Array(data.length);
  for (let k = 0; k < references.length; k++) {
    for (let i = k * numPixel; i < (k + 1) * numPixel; i++) {
      values[i] = data[i] === 0 ? Number.NaN : data[i] - references[k];
    }
  }
  return { values, numPixel, date12s: stack.getDate12List({ dropIfgram }) };
}

/**
 * Coherence of a part of a stack.
 * @returns [numIfgram, numPixel], 0 where it is not known
 * @throws {FileError} when the stack has none
 */
export async function readCoherence(
  stack: IfgramStack,
  options: { readonly box?: Box; readonly dropIfgram?: boolean } = {},
): Promise<PixelObservations> {
  assertArgument('readCoherence', 'stack', stack, { path: 'text' });
  const { dropIfgram = true } = options;
  const { data, shape } = await stack.read({ ...options, dataset: 'coherence', dropIfgram });
  const values = data.map((value) => (Number.isNaN(value) ? 0 : value));
  return { values, numPixel: shape[1] * shape[2], date12s: stack.getDate12List({ dropIfgram }) };
}

/**
 * Leave observations out by another dataset of the same pairs.
 * @param mask [numIfgram, numPixel], e.g. coherence or connected components
 * @param rule `least`: at or above the threshold; `most`: at or below it; `nonzero`: labels
 * @returns a copy, NaN where an observation does not count  @throws {ShapeError} when the sizes differ
 */
export function maskUnwrapPhase(
  observations: PixelObservations,
  mask: Pick<PixelObservations, 'values'>,
  { rule, threshold }: ObservationMask = { rule: 'least', threshold: 0.4 },
): PixelObservations {
  if (mask.values.length !== observations.values.length) {
    throw new ShapeError(
      `The mask has ${mask.values.length} values, the observations ${observations.values.length}.`,
    );
  }
  const values = observations.values.slice();
  blankByMask(values, mask.values, { rule, threshold });
  return { ...observations, values };
}

/**
 * Weights from coherence: inverse phase variance (`var`), Fisher information (`fim`), coherence itself (`coh`) or 1 (`no`).
 * @param looks effective looks of the coherence
 * @returns of the same length  @throws {OptionError} for another name
 */
export function coherence2weight(coherence: ArrayLike<number>, name = 'var', looks = 1): Float64Array {
  const weights = Float64Array.from(coherence);
  coherenceWeighting(weightFunction(name), looks)(weights);
  return weights;
}

/** A time series and how well it explains the observations. */
export interface EstimatedTimeseries {
  readonly dates: readonly string[];
  /** [numDate, numPixel] in the unit of the observations (times `scale`), 0 at the first date */
  readonly timeseries: Float32Array;
  /** [numPixel], 0 to 1 */
  readonly temporalCoherence: Float32Array;
  /** [numPixel] observations used */
  readonly numInvIfgram: Float32Array;
}

/**
 * Time series of pixels from their interferograms: weighted least squares, minimum norm where the network is in pieces.
 * @param options coherence and looks weigh the observations (`weightFunc`: var unless given); without coherence all count alike
 * @throws {NetworkError} for an empty network  @throws {ShapeError} when the sizes differ
 */
export function estimateTimeseries(
  { values, numPixel, date12s }: PixelObservations,
  options: {
    readonly coherence?: Float32Array;
    readonly looks?: number;
    readonly weightFunc?: string;
    readonly minNormVelocity?: boolean;
    /** output per unit of observation, e.g. -λ/4π for metres */
    readonly scale?: number;
  } = {},
): EstimatedTimeseries {
  const { coherence, looks = 1, minNormVelocity, scale } = options;
  const weightFunc = coherence === undefined ? 'no' : weightFunction(options.weightFunc ?? 'var');
  const inversion = prepareInversion({
    pairs: date12s.map(parsePair),
    weightFunc,
    looks,
    minNormVelocity,
    scale,
  });
  const result = inversion.invert({ numPixel, observed: values, quality: coherence });
  return {
    dates: inversion.structure.dates,
    timeseries: result.timeseries.slice(),
    temporalCoherence: result.inversionQuality,
    numInvIfgram: result.numInvIfgram,
  };
}
