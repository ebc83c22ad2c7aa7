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
  const bins: { logs: number; readonly ends: number[] }[] = [];
  for (let p = 0; p < north.length; p++) {
    for (let q = 0; q < p; q++) {
      const log = Math.log10(Math.hypot(north[p] - north[q], east[p] - east[q]));
      const bin = Math.max(0, Math.floor(log * BINS_PER_DECADE));
      bins[bin] ??= { logs: 0, ends: [] };
      bins[bin].logs += log;
      bins[bin].ends.push(q, p);
    }
  }
  return bins.flatMap(({ logs, ends }) => {
    const numPair = ends.length / 2;
    if (numPair < FEWEST_PAIRS) return [];
    const count = Math.min(MOST_PAIRS, numPair);
    const taken = Array.from({ length: count }, (_, n) => Math.floor(((n + 0.5) * numPair) / count));
    return [
      {
        distance: 10 ** (logs / numPair),
        first: taken.map((n) => ends[2 * n]),
        second: taken.map((n) => ends[2 * n + 1]),
      },
    ];
  });
}
