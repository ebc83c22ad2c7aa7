import { ShapeError } from '../errors.ts';

/** Ground coordinates of pixels, m [numPixel]. */
export interface PixelPlaces {
  readonly north: ArrayLike<number>;
  readonly east: ArrayLike<number>;
}

/** Pairs of pixels that are about so far apart. */
export interface PairsAtDistance {
  /** geometric mean over all such pairs, m */
  readonly distance: number;
  /** places in the list of pixels [numPair] */
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/** Distances per factor of ten, and pairs of one: those that are taken, and without which it is left out. */
const BINS_PER_DECADE = 6;
const MOST_PAIRS = 128;
const FEWEST_PAIRS = 64;

/**
 * Pairs of pixels by distance, six bins to a decade, at most 128 of each: taken evenly from all, so that they are the same at every
 * look.
 *
 * @param places of the pixels
 * @returns by distance, nearest first; bins of fewer than 64 pairs are left out
 * @throws {ShapeError} for coordinates of different numbers of pixels
 */
export function pairsByDistance({ north, east }: PixelPlaces): PairsAtDistance[] {
  if (north.length !== east.length)
    throw new ShapeError(`${north.length} northings are not of ${east.length} pixels.`);
  const numPixel = north.length;
  /** pairs as one number each: there are many */
  const bins: { logs: number; readonly pairs: number[] }[] = [];
  for (let p = 0; p < numPixel; p++) {
    for (let q = 0; q < p; q++) {
      const log = 0.5 * Math.log10((north[p] - north[q]) ** 2 + (east[p] - east[q]) ** 2);
      const bin = Math.max(0, Math.floor(log * BINS_PER_DECADE));
      bins[bin] ??= { logs: 0, pairs: [] };
      bins[bin].logs += log;
      bins[bin].pairs.push(q * numPixel + p);
    }
  }
  return bins.flatMap(({ logs, pairs }) => {
    const numPair = pairs.length;
    if (numPair < FEWEST_PAIRS) return [];
    const count = Math.min(MOST_PAIRS, numPair);
    const taken = Array.from({ length: count }, (_, n) => pairs[Math.floor(((n + 0.5) * numPair) / count)]);
    return [
      {
        distance: 10 ** (logs / numPair),
        first: taken.map((pair) => Math.floor(pair / numPixel)),
        second: taken.map((pair) => pair % numPixel),
      },
    ];
  });
}
