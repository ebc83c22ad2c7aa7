import type { Values } from '../../core/array.ts';
import type { BlockArrays, BlockFunction } from '../../core/block.ts';

export type DifferenceArgs =
  /** dates of the first file, each minus the plane of the other that `planes` names (-1: nothing) */
  | {
      readonly kind: 'series';
      readonly planes: readonly number[];
      /** value at the reference pixel per plane of the other, subtracted first */
      readonly atReference?: Float64Array;
      /** plane of the other at the reference date, subtracted next */
      readonly referencePlane?: number;
    }
  /** dates of the first file minus a velocity times `years` */
  | { readonly kind: 'velocity'; readonly years: readonly number[]; readonly atReference: number }
  /** interferograms, `offsets` being the difference of the phases at the two reference pixels; 0 is no data */
  | { readonly kind: 'stack'; readonly offsets: Float64Array }
  /** rasters minus one or more others, each relative to its value `atReference` */
  | { readonly kind: 'plain'; readonly atReference: readonly number[] };

type Of<K extends DifferenceArgs['kind']> = Extract<DifferenceArgs, { kind: K }>;

/** first and other0, other1, ... [planes, numPixel] to their difference in the first one's type of numbers. */
export default function differenceKernel(args: DifferenceArgs): BlockFunction {
  return (inputs, { numPixel }) => {
    const { first } = inputs;
    const difference = new (first.constructor as new (n: number) => Values)(first.length);
    if (args.kind === 'series') subtractSeries(inputs, numPixel, args, difference);
    else if (args.kind === 'velocity') subtractVelocity(inputs, numPixel, args, difference);
    else if (args.kind === 'stack') subtractStack(inputs, numPixel, args, difference);
    else subtractRasters(inputs, args, difference);
    return { outputs: { difference } };
  };
}

/** Values of exactly 0 in the first series are no data and stay so. */
function subtractSeries(
  { first, other0: other }: BlockArrays,
  numPixel: number,
  { planes, atReference, referencePlane = -1 }: Of<'series'>,
  out: Values,
): void {
  const zeroFrom = referencePlane * numPixel;
  const zeroOffset = atReference?.[referencePlane] ?? 0;
  planes.forEach((plane, k) => {
    const [at, from] = [k * numPixel, plane * numPixel];
    if (plane < 0) {
      out.set(first.subarray(at, at + numPixel), at);
      return;
    }
    const offset = atReference?.[plane] ?? 0;
    for (let i = 0; i < numPixel; i++) {
      const value = first[at + i];
      if (value === 0) continue;
      const zero = referencePlane < 0 ? 0 : other[zeroFrom + i] - zeroOffset;
      out[at + i] = value - (other[from + i] - offset - zero);
    }
  });
}

function subtractVelocity(
  { first, other0: velocity }: BlockArrays,
  numPixel: number,
  { years, atReference }: Of<'velocity'>,
  out: Values,
): void {
  years.forEach((year, k) => {
    const at = k * numPixel;
    for (let i = 0; i < numPixel; i++) {
      const value = first[at + i];
      if (value !== 0) out[at + i] = value - (velocity[i] - atReference) * year;
    }
  });
}

function subtractStack(
  { first, other0: other }: BlockArrays,
  numPixel: number,
  { offsets }: Of<'stack'>,
  out: Values,
): void {
  offsets.forEach((offset, k) => {
    for (let i = k * numPixel; i < (k + 1) * numPixel; i++) {
      const difference = first[i] - other[i] - offset;
      if (first[i] !== 0 && other[i] !== 0 && !Number.isNaN(difference)) out[i] = difference;
    }
  });
}

function subtractRasters(inputs: BlockArrays, { atReference }: Of<'plain'>, out: Values): void {
  const sums = Float64Array.from(inputs['first']);
  atReference.forEach((offset, n) => {
    const other = inputs[`other${n}`];
    for (let i = 0; i < sums.length; i++) sums[i] -= other[i] - offset;
  });
  out.set(sums);
}
