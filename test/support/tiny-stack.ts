import { quietContext } from '../../src/core/context.ts';
import type { Attributes } from '../../src/io/hdf5/types.ts';
import { writeProduct } from '../../src/io/products/product.ts';
import { TINY_ATTRIBUTES, tinyGrid } from './tiny-series.ts';

export const TINY_PAIRS = [
  '20200101_20200113',
  '20200101_20200125',
  '20200113_20200125',
  '20200125_20200206',
] as const;

type Value = (k: number, y: number, x: number) => number;

/** A stack of 4 interferograms of 5 x 7 pixels, the first three of which close a loop; without a reference point. */
export async function tinyStack(
  path: string,
  datasets: Readonly<
    Partial<Record<'unwrapPhase' | 'coherence' | 'connectComponent' | 'rangeOffset', Value>>
  >,
  { kept = [1, 1, 1, 1], attributes = {} }: { kept?: number[]; attributes?: Attributes } = {},
): Promise<string> {
  const { REF_Y: _y, REF_X: _x, ...rest } = TINY_ATTRIBUTES;
  const cube = (value: Value) =>
    Float32Array.from(TINY_PAIRS.flatMap((_, k) => [...tinyGrid((y, x) => value(k, y, x))]));
  await writeProduct(
    path,
    { ...rest, FILE_TYPE: 'ifgramStack', ...attributes },
    [
      { name: 'date', type: 'S8', shape: [4, 2], values: TINY_PAIRS.flatMap((pair) => pair.split('_')) },
      { name: 'bperp', type: 'f4', shape: [4], values: Float32Array.of(10, 30, 20, -150) },
      { name: 'dropIfgram', type: 'bool', shape: [4], values: Uint8Array.from(kept) },
      ...Object.entries(datasets).map(([name, value]) => ({
        name,
        type: 'f4' as const,
        shape: [4, 5, 7],
        values: cube(value),
        attributes: { MODIFICATION_TIME: '1577836800.0' },
      })),
    ],
    quietContext(),
  );
  return path;
}
