import { OptionError } from '../errors.ts';
import { phaseVarianceNode, phaseVarianceTable } from './phase-variance.ts';

/**
 * How an interferogram's coherence becomes its weight: inverse phase variance, Fisher information, the coherence
 * itself, or no weight at all.
 */
export type WeightFunction = 'var' | 'fim' | 'coh' | 'no';

/** The function of an option value. @throws {OptionError} for an unknown name */
export function weightFunction(name: string): WeightFunction {
  switch (name.toLowerCase()) {
    case 'var':
      return 'var';
    case 'fim':
      return 'fim';
    case 'coh':
    case 'lin':
      return 'coh';
    case 'no':
    case 'sbas':
    case 'uniform':
      return 'no';
  }
  throw new OptionError(`Unknown weight function '${name}'.`, 'Choose var, fim, coh or no.');
}

/** Turns qualities into weights in place, any number at a time. */
export interface Weighting {
  (values: Float64Array): void;
  /** The same as a table over the nodes of phase-variance.ts, where there is one. */
  readonly table?: Float64Array;
}

/** Lower coherences, and pixels without one, count as this. */
const LEAST_COHERENCE = 0.05;

/**
 * Weights of phases from their coherence; NaN and values below 0.05 count as 0.05.
 *
 * - var: 1 / sigma^2 with the phase variance of distributed scatterers (from a table of 200 nodes)
 * - fim: 2 L gamma^2 / (1 - gamma^2), gamma at most 0.999 (Guarnieri and Tebaldini 2008, doi:10.1109/TGRS.2008.2001756)
 * - coh: gamma
 * - no: 1
 *
 * @param looks effective looks, see {@link effectiveLooks}; rounded to a whole number of at least 1
 */
export function coherenceWeighting(name: WeightFunction, looks: number): Weighting {
  const L = wholeLooks(looks);
  if (name === 'no') return (values) => void values.fill(1);
  if (name === 'var') {
    const table = Float64Array.from(phaseVarianceTable(L), (variance) => 1 / variance);
    const last = phaseVarianceNode(1);
    const weigh = (values: Float64Array) => {
      for (let k = 0; k < values.length; k++) {
        const coherence = floored(values[k]);
        // phaseVarianceNode without its clipping: the floor has done half of it.
        const node = coherence < 0.9975 ? ((coherence - 0.0025) / 0.005) | 0 : last;
        values[k] = table[node];
      }
    };
    return Object.assign(weigh, { table });
  }
  if (name === 'coh') {
    return (values) => {
      for (let k = 0; k < values.length; k++) values[k] = floored(values[k]);
    };
  }
  return (values) => {
    for (let k = 0; k < values.length; k++) {
      const coherence = floored(values[k]);
      const square = coherence > 0.999 ? 0.999 * 0.999 : coherence * coherence;
      values[k] = (2 * L * square) / (1 - square);
    }
  };
}

function floored(coherence: number): number {
  return coherence >= LEAST_COHERENCE ? coherence : LEAST_COHERENCE; // false for NaN
}

/**
 * Weights of pixel offsets, 1 / std^2, in place; std counts as at least 0.005 pixel, and as 100 where it is NaN.
 *
 * @param values standard deviations of any number of offsets, pixels; afterwards weights, 1 / pixel^2
 */
export function offsetWeighting(values: Float64Array): void {
  for (let k = 0; k < values.length; k++) {
    const std = values[k];
    const used = Number.isNaN(std) ? 100 : std < 0.005 ? 0.005 : std;
    values[k] = 1 / (used * used);
  }
}

/**
 * Independent looks of a coherence estimate, a whole number of at least 1: the count given by the processor, or
 * azimuth times range looks over 1.94, the oversampling of common products.
 * @throws {OptionError} when neither is a positive number
 */
export function effectiveLooks(attributes: {
  /** NCORRLOOKS */ readonly correlationLooks?: number;
  /** ALOOKS */ readonly azimuthLooks?: number;
  /** RLOOKS */ readonly rangeLooks?: number;
}): number {
  const { correlationLooks, azimuthLooks = Number.NaN, rangeLooks = Number.NaN } = attributes;
  const looks = correlationLooks ?? (azimuthLooks * rangeLooks) / 1.94;
  if (!(looks > 0)) {
    throw new OptionError(
      `Effective number of looks is ${looks}.`,
      'Give NCORRLOOKS, or ALOOKS and RLOOKS, in the attributes of the stack.',
    );
  }
  return wholeLooks(looks);
}

/** The nearest whole number, halves to the even one, at least 1. */
function wholeLooks(looks: number): number {
  const below = Math.floor(looks);
  const rest = looks - below;
  return Math.max(1, rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below);
}
