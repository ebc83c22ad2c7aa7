import { median, medianAbsoluteDeviation } from '../stats/robust.ts';

/** Rasters a choice goes by. [length, width] each */
export interface CandidateRasters {
  readonly length: number;
  readonly width: number;
  /** 1 = a reference may be here */
  readonly usable: Uint8Array;
  /** temporal coherence */
  readonly coherence: Float32Array;
  /** m/year, relative to anything */
  readonly velocity: Float32Array;
  /** standard deviation of the velocity from the residuals of its fit, m/year */
  readonly deviation?: Float32Array;
  /** metres */
  readonly height?: Float32Array;
}

/** What speaks for or against a place, in the order of the report. */
const CRITERIA = ['coherence', 'residual', 'height', 'motion', 'distance'] as const;
export type Criterion = (typeof CRITERIA)[number];

/** A place for the reference point. */
export interface Candidate {
  readonly y: number;
  readonly x: number;
  /** mean temporal coherence around it */
  readonly coherence: number;
  /** median standard deviation of velocities around it, m/year; undefined when there is none */
  readonly deviation: number | undefined;
  /** median height around it, less that of the scene, metres; undefined without heights */
  readonly height: number | undefined;
  /** median velocity around it, less that of the scene, m/year */
  readonly velocity: number;
  /** whether that is motion against the scene */
  readonly moves: boolean;
  /** pixels to the nearest cell that moves; Infinity when none does */
  readonly distance: number;
  /** share of the places that are better, by each criterion that tells places apart */
  readonly better: Readonly<Partial<Record<Criterion, number>>>;
  /** mean of these shares: the smaller the better */
  readonly score: number;
}

export interface RankedCandidates {
  /** best first, none nearer to a better one than two cells */
  readonly candidates: readonly Candidate[];
  /** the present reference, with the facts of its cell and the rank of that, from 1; undefined without one or in a poor cell */
  readonly present: { readonly rank: number; readonly candidate: Candidate } | undefined;
  readonly numCell: number;
  /** side of a cell, pixels */
  readonly side: number;
}

/** A cell moves when its median is off that of all cells by so many robust standard deviations. */
const MOVES = 3;

/** Least share of a cell that can be used: its middle has coherent neighbours. */
const LEAST_SHARE = 0.5;

/** Standard deviation of a normal distribution over its median absolute deviation. */
const DEVIATIONS = 1.4826;

/**
 * Places for the reference point, ranked. The scene is cut into square cells; a cell is judged by its mean temporal coherence, the
 * scatter about its fit, how far its height is from the scene's median (delays of the troposphere grow with it), how far its velocity
 * is from the scene's median, and how far it is from cells that move. Each criterion gives a cell the share of cells that are
 * better; the mean of the shares ranks it, after all others if it moves. Of a cell stands the pixel whose velocity is nearest to the cell's median among those at
 * least as coherent as its mean.
 *
 * @param present pixel of the reference as it is
 * @param count most candidates
 */
export function rankCandidates(
  rasters: CandidateRasters,
  count: number,
  present?: { readonly y: number; readonly x: number },
): RankedCandidates {
  const side = cellSide(rasters);
  const cells = readCells(rasters, side);
  const all = judge(cells, rasters, side).sort(
    (a, b) => Number(a.moves) - Number(b.moves) || a.score - b.score || a.y - b.y || a.x - b.x,
  );
  const candidates: Candidate[] = [];
  for (const candidate of all) {
    if (candidates.length === count) break;
    const isNear = ({ y, x }: Candidate) => Math.hypot(y - candidate.y, x - candidate.x) < 2 * side;
    if (!candidates.some(isNear)) candidates.push(candidate);
  }
  const cellOf = ({ y, x }: { readonly y: number; readonly x: number }) =>
    `${Math.floor(y / side)} ${Math.floor(x / side)}`;
  const at = present === undefined ? -1 : all.findIndex((one) => cellOf(one) === cellOf(present));
  return {
    candidates,
    present:
      present === undefined || at < 0
        ? undefined
        : { rank: at + 1, candidate: { ...all[at], y: present.y, x: present.x } },
    numCell: all.length,
    side,
  };
}

function cellSide({ length, width }: CandidateRasters): number {
  return Math.min(50, Math.max(5, Math.round(Math.sqrt(length * width) / 30)));
}

interface Cell {
  readonly y: number;
  readonly x: number;
  readonly coherence: number;
  readonly velocity: number;
  readonly deviation: number | undefined;
  readonly height: number | undefined;
}

function readCells(rasters: CandidateRasters, side: number): Cell[] {
  const { length, width, usable, coherence, velocity, deviation, height } = rasters;
  const cells: Cell[] = [];
  for (let top = 0; top < length; top += side)
    for (let left = 0; left < width; left += side) {
      const pixels: number[] = [];
      for (let y = top; y < Math.min(top + side, length); y++)
        for (let x = left; x < Math.min(left + side, width); x++) {
          const p = y * width + x;
          if (usable[p] === 1 && coherence[p] > 0 && Number.isFinite(velocity[p])) pixels.push(p);
        }
      if (pixels.length < LEAST_SHARE * side * side) continue;
      const middle = (raster: Float32Array | undefined) => {
        const values = raster && pixels.map((p) => raster[p]).filter((value) => Number.isFinite(value));
        return values === undefined || values.length === 0 ? undefined : median(values);
      };
      const mean = pixels.reduce((sum, p) => sum + coherence[p], 0) / pixels.length;
      const speed = middle(velocity)!;
      let best = pixels[0];
      let least = Infinity;
      for (const p of pixels)
        if (coherence[p] >= mean && Math.abs(velocity[p] - speed) < least) {
          best = p;
          least = Math.abs(velocity[p] - speed);
        }
      cells.push({
        y: Math.floor(best / width),
        x: best % width,
        coherence: mean,
        velocity: speed,
        deviation: middle(deviation),
        height: middle(height),
      });
    }
  return cells;
}

function judge(cells: readonly Cell[], { length, width }: CandidateRasters, side: number): Candidate[] {
  if (cells.length === 0) return [];
  const speeds = cells.map(({ velocity }) => velocity);
  const speed = median(speeds);
  const limit = MOVES * DEVIATIONS * medianAbsoluteDeviation(speeds, speed);
  const moves = ({ velocity }: Cell) => Math.abs(velocity - speed) > limit;
  const moving = cells.filter(moves);
  const heights = cells.flatMap(({ height }) => height ?? []);
  const level = heights.length > 0 ? median(heights) : 0;
  const facts = cells.map((cell) => ({
    ...cell,
    velocity: cell.velocity - speed,
    height: cell.height === undefined ? undefined : cell.height - level,
    moves: moves(cell),
    distance: moving.reduce(
      (least, { y, x }) => Math.min(least, Math.hypot(y - cell.y, x - cell.x)),
      Infinity,
    ),
  }));
  // Beyond a third of the scene a place is as far as any; cells that touch are neighbours all the same.
  const far = Math.max(2 * side, Math.hypot(length, width) / 3);
  const costs: Record<Criterion, (fact: (typeof facts)[number]) => number> = {
    coherence: ({ coherence }) => -coherence,
    residual: ({ deviation }) => deviation ?? Infinity,
    height: ({ height }) => (height === undefined ? Infinity : Math.abs(height)),
    motion: ({ velocity }) => Math.abs(velocity),
    distance: ({ distance }) => -Math.min(distance, far),
  };
  const shares = new Map(CRITERIA.map((name) => [name, shareOfBetter(facts.map(costs[name]))]));
  return facts.map((fact, i) => {
    const better: Partial<Record<Criterion, number>> = {};
    for (const [name, share] of shares) if (share !== undefined) better[name] = share[i];
    const values = Object.values(better);
    const score = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    return { ...fact, better, score };
  });
}

/** For each cost the share of smaller ones; undefined where all are the same. */
function shareOfBetter(costs: readonly number[]): number[] | undefined {
  const sorted = Float64Array.from(costs).sort();
  if (sorted[0] === sorted.at(-1)) return undefined;
  return costs.map((cost) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < cost) low = middle + 1;
      else high = middle;
    }
    return low / sorted.length;
  });
}
