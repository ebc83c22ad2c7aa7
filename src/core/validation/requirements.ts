import { ShapeError } from '../errors.ts';

export type RequirementNumber = '658' | '660' | '663';

/** What two places may differ by, 68.3 % of all pairs of places, 0.1 to 50 km apart. */
export interface Requirement {
  readonly number: RequirementNumber;
  readonly name: string;
  readonly unit: 'mm/year' | 'mm';
  /** @param distance km @returns in the unit */
  readonly limit: (distance: number) => number;
}

/** Requirements of the NISAR mission on displacement (Algorithms to Validate NISAR L2 Requirements, Solid Earth team, 2022). */
export const REQUIREMENTS: readonly Requirement[] = [
  { number: '658', name: 'secular', unit: 'mm/year', limit: () => 2 },
  { number: '660', name: 'coseismic', unit: 'mm', limit: (distance) => 4 * (1 + Math.sqrt(distance)) },
  { number: '663', name: 'transient', unit: 'mm', limit: (distance) => 3 * (1 + Math.sqrt(distance)) },
];

/** Differences of two places: apart by `distance`, km, in the unit of the requirement. */
export interface Differences {
  readonly distance: ArrayLike<number>;
  readonly difference: ArrayLike<number>;
}

/** `atbd`: as the mission's notebooks count. `strict`: as the words of the requirement say. */
export type Rule = 'atbd' | 'strict';

export interface JudgedBin {
  /** km */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly within: number;
  /** 68.3 % of the differences are not larger; NaN without any */
  readonly quantile: number;
}

export interface Verdict {
  readonly rule: Rule;
  readonly bins: readonly JudgedBin[];
  readonly count: number;
  readonly within: number;
  /** of all pairs; NaN without any */
  readonly share: number;
  readonly holds: boolean;
}

/** One standard deviation of a normal distribution. */
const SHARE = 0.683;

const NUM_BIN = 10;
const [NEAREST, FARTHEST] = [0.1, 50];

/** Pairs from which on a bin says something. */
const FEWEST = 10;

/**
 * Judge differences of pairs of places by a requirement.
 *
 * `atbd` is what the mission's notebooks do, so that numbers can be compared with theirs: bins of 658 are logarithmic from 1.026
 * to 50 km (their exponent is 0.011 where 0.1 km would be -1), those of 660 and 663 linear from 0.1 km; the limit of 663 is
 * that of the near edge of a bin; more than 68.3 % of all pairs in bins must be below it, whatever the bins say alone.
 *
 * `strict` takes the words: bins are logarithmic from 0.1 to 50 km, the limit is that of each pair's distance, and every bin with
 * ten pairs must hold; where none has ten, as with few stations, all pairs together.
 *
 * @throws {ShapeError} when distances and differences differ in number
 */
export function judge({ distance, difference }: Differences, requirement: Requirement, rule: Rule): Verdict {
  if (distance.length !== difference.length)
    throw new ShapeError(`${difference.length} differences for ${distance.length} distances.`);
  const edges = edgesOf(requirement, rule);
  const values: number[][] = Array.from({ length: NUM_BIN }, () => []);
  const within = new Int32Array(NUM_BIN);
  for (let k = 0; k < distance.length; k++) {
    const size = Math.abs(difference[k]);
    if (!Number.isFinite(size) || !Number.isFinite(distance[k])) continue;
    const bin = binOf(edges, distance[k]);
    if (bin < 0) continue;
    values[bin].push(size);
    const nearEdge = rule === 'atbd' && requirement.number === '663';
    const limit = requirement.limit(nearEdge ? edges[bin] : distance[k]);
    if (rule === 'atbd' ? size < limit : size <= limit) within[bin]++;
  }
  const bins = values.map(
    (own, b): JudgedBin => ({
      from: edges[b],
      to: edges[b + 1],
      count: own.length,
      within: within[b],
      quantile: quantileOf(own),
    }),
  );
  const count = bins.reduce((sum, bin) => sum + bin.count, 0);
  const all = bins.reduce((sum, bin) => sum + bin.within, 0);
  const telling = bins.filter((bin) => bin.count >= FEWEST);
  const holds =
    rule === 'atbd'
      ? all > SHARE * count
      : telling.length > 0
        ? telling.every((bin) => bin.within >= SHARE * bin.count)
        : count > 0 && all >= SHARE * count;
  return { rule, bins, count, within: all, share: count === 0 ? Number.NaN : all / count, holds };
}

function edgesOf({ number }: Requirement, rule: Rule): Float64Array {
  const at = (from: number, to: number) =>
    Float64Array.from({ length: NUM_BIN + 1 }, (_, k) => from + ((to - from) * k) / NUM_BIN);
  if (rule === 'strict') return at(Math.log10(NEAREST), Math.log10(FARTHEST)).map((x) => 10 ** x);
  return number === '658' ? at(0.011, Math.log10(FARTHEST)).map((x) => 10 ** x) : at(NEAREST, FARTHEST);
}

/** The far edge belongs to a bin. */
function binOf(edges: Float64Array, distance: number): number {
  if (!(distance > edges[0] && distance <= edges[NUM_BIN] * (1 + 1e-12))) return -1;
  let bin = 0;
  while (bin < NUM_BIN - 1 && distance > edges[bin + 1]) bin++;
  return bin;
}

function quantileOf(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const place = SHARE * (sorted.length - 1);
  const below = Math.floor(place);
  return sorted[below] + (place - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}
