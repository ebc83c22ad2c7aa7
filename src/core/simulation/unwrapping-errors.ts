import { type Grid, grid } from '../array.ts';
import type { Random } from '../stats/random.ts';
import { labelRegions } from '../unwrapping/label-regions.ts';

/** Whole cycles by which one island of an interferogram is off. */
export interface UnwrappingError {
  /** number of the island: 1 is the largest */
  readonly island: number;
  /** cycles added to its phase, not zero */
  readonly cycles: number;
}

/**
 * Regions of a mask numbered by size, 1 the largest; 0 outside and for regions that are too small.
 *
 * @param leastArea pixels
 * @param mask [length, width], 0 = outside
 * @returns [length, width], numbers up to 255
 */
export function regionsBySize(mask: Grid<Uint8Array>, leastArea: number): Grid<Uint8Array> {
  const { labels, num, areas } = labelRegions(mask);
  const bySize = Array.from({ length: num }, (_, k) => k + 1)
    .filter((label) => areas[label] >= leastArea)
    .sort((a, b) => areas[b] - areas[a] || a - b)
    .slice(0, 255);
  const rank = new Uint8Array(num + 1);
  bySize.forEach((label, k) => {
    rank[label] = k + 1;
  });
  const out = new Uint8Array(mask.data.length);
  for (let i = 0; i < out.length; i++) out[i] = rank[labels.data[i]];
  return grid(out, mask.shape[0], mask.shape[1]);
}

/** Draw the errors of one interferogram: each island but the largest, one or now and then two cycles up or down. */
export function drawUnwrappingErrors(numIsland: number, rate: number, random: Random): UnwrappingError[] {
  const errors: UnwrappingError[] = [];
  for (let island = 2; island <= numIsland; island++) {
    const [hit, size, sign] = [random(), random(), random()];
    if (hit < rate) errors.push({ island, cycles: (size < 0.85 ? 1 : 2) * (sign < 0.5 ? -1 : 1) });
  }
  return errors;
}
