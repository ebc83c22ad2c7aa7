import type { RasterSize } from '../array.ts';
import { createRandom, type Random } from '../stats/random.ts';
import type { Rule } from './requirements.ts';

/** Pixels and pairs of them. */
export interface PlacePairs {
  /** raster indices [numPlace] */
  readonly pixels: Int32Array;
  /** places of the pairs in that list [numPair] */
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** km [numPair] */
  readonly distance: Float64Array;
}

const [NEAREST, FARTHEST] = [100, 50_000];

/** Pairs of a rule, and draws for a pair where most hit no pixel of the mask. */
const MOST_PAIRS = 10_000;
const DRAWS_PER_PAIR = 20;

/**
 * Pairs of the pixels that a mask keeps, from a seeded generator: for `atbd` pixels are drawn and paired one after the other, each
 * once, as the mission's notebooks do, so that most are far apart; for `strict` distances are even in their logarithm from
 * 100 m to 50 km, in any direction.
 *
 * @param mask [length, width], 0 = leave out
 * @param spacing ground size of a pixel, m
 */
export function placePairs(
  mask: Uint8Array,
  size: RasterSize,
  spacing: { readonly y: number; readonly x: number },
  rule: Rule,
  seed = 1,
): PlacePairs {
  const random = createRandom(seed);
  const ends = rule === 'atbd' ? anyPairs(mask, random) : evenPairs(mask, size, spacing, random);
  const pixels = Int32Array.from(new Set(ends)).sort();
  const placeOf = new Map(Array.from(pixels, (pixel, k) => [pixel, k]));
  const pick = (side: number) =>
    Int32Array.from({ length: ends.length / 2 }, (_, k) => placeOf.get(ends[2 * k + side])!);
  const distance = Float64Array.from({ length: ends.length / 2 }, (_, k) => {
    const [a, b] = [ends[2 * k], ends[2 * k + 1]];
    const down = (Math.floor(a / size.width) - Math.floor(b / size.width)) * spacing.y;
    return Math.hypot(down, ((a % size.width) - (b % size.width)) * spacing.x) / 1000;
  });
  return { pixels, first: pick(0), second: pick(1), distance };
}

function anyPairs(mask: Uint8Array, random: Random): number[] {
  const kept: number[] = [];
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) kept.push(i);
  const count = Math.min(MOST_PAIRS, kept.length >> 1);
  for (let k = 0; k < 2 * count; k++) {
    const other = k + Math.floor(random() * (kept.length - k));
    [kept[k], kept[other]] = [kept[other], kept[k]];
  }
  return kept.slice(0, 2 * count);
}

function evenPairs(
  mask: Uint8Array,
  { length, width }: RasterSize,
  spacing: { readonly y: number; readonly x: number },
  random: Random,
): number[] {
  const ends: number[] = [];
  const farthest = Math.min(FARTHEST, Math.hypot(length * spacing.y, width * spacing.x));
  for (let n = 0; n < MOST_PAIRS * DRAWS_PER_PAIR && ends.length < 2 * MOST_PAIRS; n++) {
    const from = Math.floor(random() * length * width);
    const apart = NEAREST * (farthest / NEAREST) ** random();
    const angle = 2 * Math.PI * random();
    const y = Math.floor(from / width) + Math.round((apart * Math.sin(angle)) / spacing.y);
    const x = (from % width) + Math.round((apart * Math.cos(angle)) / spacing.x);
    if (mask[from] === 0 || !(y >= 0 && y < length && x >= 0 && x < width)) continue;
    const to = y * width + x;
    if (to !== from && mask[to] !== 0) ends.push(from, to);
  }
  return ends;
}
