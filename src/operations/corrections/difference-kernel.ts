import type { Values } from '../../core/array.ts';
import { type BlockFunction, indexInBlock, type RowBlock } from '../../core/block.ts';
import { rereference } from '../../core/timeseries/rereference.ts';

export type DifferenceArgs =
  /** dates of the first file, each minus the plane of the other that `planes` names (-1: nothing) */
  | {
      readonly kind: 'series';
      readonly planes: readonly number[];
      /** value at the reference pixel per plane of the other, subtracted first */
      readonly atReference?: Float64Array;
      /** plane of the other at the reference date, subtracted next */
      readonly referencePlane?: number;
      /** plane of the result that becomes its zero, at the end */
      readonly zeroPlane?: number;
      /** add the other instead */
      readonly adds?: boolean;
    }
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
  | { readonly kind: 'plain'; readonly atReference: readonly number[] };

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
  return (inputs, block) => {
    const { numPixel } = block;
    if (args.kind === 'series') subtractSeries(inputs, numPixel, args);
    else if (args.kind === 'velocity') subtractVelocity(inputs, numPixel, args);
    else if (args.kind === 'stack') subtractStack(inputs, block, args);
    else subtractRasters(inputs, args);
    return { outputs: { difference: inputs.first } };
  };
}

/** Values of exactly 0 in the first series are no data and stay so. */
function subtractSeries(
  { first, other0: other }: DifferenceInputs,
  numPixel: number,
  { planes, atReference, referencePlane, zeroPlane, adds = false }: Of<'series'>,
): void {
  const zero = new Float64Array(numPixel);
  if (referencePlane !== undefined) {
    const offset = atReference?.[referencePlane] ?? 0;
    const from = referencePlane * numPixel;
    for (let i = 0; i < numPixel; i++) zero[i] = other[from + i] - offset;
  }
  planes.forEach((plane, k) => {
    if (plane < 0) return;
    subtractPlane(
      first,
      k * numPixel,
      other,
      plane * numPixel,
      atReference?.[plane] ?? 0,
      zero,
      adds ? -1 : 1,
    );
  });
  if (zeroPlane !== undefined) {
    rereference(first as Float32Array, planes.length, numPixel, { dateIndex: zeroPlane });
  }
}

/** first - sign · (other - offset - zero) in one plane of each. */
function subtractPlane(
  first: Values,
  at: number,
  other: Values,
  from: number,
  offset: number,
  zero: Float64Array,
  sign: number,
): void {
  for (let i = 0; i < zero.length; i++) {
    const value = first[at + i];
    if (value !== 0) first[at + i] = value - sign * (other[from + i] - offset - zero[i]);
  }
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
