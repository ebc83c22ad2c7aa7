import type { Values } from '../../core/array.ts';
import { type BlockFunction, indexInBlock, type RowBlock } from '../../core/block.ts';
import { addIndependentError } from '../../core/stats/independent-errors.ts';
import { type ErrorReference, rereferenceErrors } from '../../core/stats/rereferenced-errors.ts';
import { prepareSubtraction, type SeriesSubtraction } from './series-subtraction.ts';

export type DifferenceArgs =
  /** dates of the first file, each minus the plane of the other that `planes` names (-1: nothing) */
  | ({ readonly kind: 'series' } & SeriesSubtraction)
  /** dates of the first file minus a velocity times `years` */
  | { readonly kind: 'velocity'; readonly years: readonly number[]; readonly atReference: number }
  /**
   * interferograms, `offsets` being the difference of the phases at the two reference pixels; 0 is no data, but at a
   * pixel to which the phase of the first or the other file was made relative
   */
  | {
      readonly kind: 'stack';
      readonly offsets: Float64Array;
      readonly origins: readonly [first: Pixel | undefined, other: Pixel | undefined];
    }
  /** rasters minus one or more others, each relative to its value `atReference` */
  | { readonly kind: 'plain'; readonly atReference: readonly number[] }
  /**
   * standard deviations of such rasters, as independent errors; `origins` are the pixels to which each file is relative, and
   * `references` tell how others become relative to that of the first
   */
  | {
      readonly kind: 'std';
      readonly references: readonly (ErrorReference | undefined)[];
      readonly origin: Pixel | undefined;
      readonly origins: readonly (Pixel | undefined)[];
    };

interface Pixel {
  readonly y: number;
  readonly x: number;
}

type Of<K extends DifferenceArgs['kind']> = Extract<DifferenceArgs, { kind: K }>;

export interface DifferenceInputs {
  readonly first: Values;
  readonly [other: `other${number}`]: Values;
}

/** first and other0, other1, ... [planes, numPixel] to their difference, in place of the first. */
export default function differenceKernel(
  args: DifferenceArgs,
): BlockFunction<DifferenceInputs, { readonly difference: Values }> {
  if (args.kind === 'series') return subtractSeries(args);
  return (inputs, block) => {
    const { numPixel } = block;
    if (args.kind === 'velocity') subtractVelocity(inputs, numPixel, args);
    else if (args.kind === 'stack') subtractStack(inputs, block, args);
    else if (args.kind === 'std') combineStd(inputs, block, args);
    else subtractRasters(inputs, args);
    return { outputs: { difference: inputs.first } };
  };
}

function subtractSeries(
  args: Of<'series'>,
): BlockFunction<DifferenceInputs, { readonly difference: Values }> {
  const subtraction = prepareSubtraction(args);
  const run = ({ first, other0 }: DifferenceInputs, { numPixel }: RowBlock) => {
    subtraction.subtract(first, other0, numPixel);
    return { outputs: { difference: first } };
  };
  const room = (name: string, { numPixel }: RowBlock) =>
    subtraction.room(numPixel)[name === 'first' ? 'first' : 'other'];
  return Object.assign(run, { room });
}

function subtractVelocity(
  { first, other0: velocity }: DifferenceInputs,
  numPixel: number,
  { years, atReference }: Of<'velocity'>,
): void {
  years.forEach((year, k) => {
    subtractDisplacement(first, k * numPixel, numPixel, velocity, atReference, year);
  });
}

function subtractDisplacement(
  first: Values,
  at: number,
  numPixel: number,
  velocity: Values,
  atReference: number,
  year: number,
): void {
  for (let i = 0; i < numPixel; i++) {
    const value = first[at + i];
    if (value !== 0) first[at + i] = value - (velocity[i] - atReference) * year;
  }
}

function subtractStack(
  { first, other0: other }: DifferenceInputs,
  block: RowBlock,
  { offsets, origins }: Of<'stack'>,
): void {
  const { numPixel } = block;
  const [own, others] = origins.map((origin) => indexInBlock(origin, block));
  offsets.forEach((offset, k) => {
    const from = k * numPixel;
    const known = [own, others].flatMap((pixel) => {
      if (pixel === undefined) return [];
      const [mine, theirs] = [first[from + pixel], other[from + pixel]];
      const isThere = (mine !== 0 || pixel === own) && (theirs !== 0 || pixel === others);
      return [{ pixel, value: isThere ? mine - theirs - offset || 0 : 0 }];
    });
    subtractPhase(first, other, from, from + numPixel, offset);
    for (const { pixel, value } of known) first[from + pixel] = value;
  });
}

/** Pixels without a phase in both become 0. */
function subtractPhase(first: Values, other: Values, from: number, to: number, offset: number): void {
  for (let i = from; i < to; i++) {
    const difference = first[i] - other[i] - offset;
    first[i] = first[i] === 0 || other[i] === 0 || Number.isNaN(difference) ? 0 : difference;
  }
}

function subtractRasters(inputs: DifferenceInputs, { atReference }: Of<'plain'>): void {
  const sums = new Float64Array(inputs.first);
  atReference.forEach((offset, n) => {
    const other = inputs[`other${n}`];
    for (let i = 0; i < sums.length; i++) sums[i] -= other[i] - offset;
  });
  inputs.first.set(sums);
}

/** At the reference pixel of the first file the others are 0 by definition: its own standard deviation stays. */
function combineStd(
  inputs: DifferenceInputs,
  block: RowBlock,
  { references, origin, origins }: Of<'std'>,
): void {
  const { first } = inputs;
  const at = indexInBlock(origin, block);
  const own = at === undefined ? undefined : first[at];
  references.forEach((reference, n) => {
    const std = inputs[`other${n}`];
    if (reference) rereferenceErrors(std, reference, block);
    const exact = indexInBlock(reference?.to ?? origins[n], block);
    addIndependentError(first, { std, exact }, at);
  });
  if (at !== undefined && own !== undefined) first[at] = own;
}
