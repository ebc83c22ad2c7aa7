import type { NetworkStructure } from './network-structure.ts';
import { makeRelative } from './observation-mask.ts';
import { addPhasors } from './phasor-sum.ts';
import type { Weighting } from './weights.ts';

/**
 * Workspace of one group of pixels that are solved side by side. Every array is [row, lane], all pixels of a row
 * next to each other, so that the inner loops run over pixels: the layout vector instructions want.
 */
export interface LaneGroup {
  readonly lanes: number;
  /** [numIfgram, lanes] observations; 0 where missing */ readonly observed: Float64Array;
  /** [numIfgram, lanes] weights; 0 where missing */ readonly weight: Float64Array;
  /** [numUnknown, lanes] added to the diagonal, see groundPieces */ readonly ground: Float64Array;
  /** [numEntry + 1, lanes] lower triangle, then its factor with 1/D on the diagonal */
  readonly factor: Float64Array;
  /** [numUnknown + 1, lanes] right side, then solution; last row 0, the reference date */
  readonly solution: Float64Array;
  /** [lanes] sums of cos and sin of the residuals, missing ones counted as zero residuals */
  readonly cosSum: Float64Array;
  readonly sinSum: Float64Array;
  /** [lanes] sum of squared residuals */ readonly squareSum: Float64Array;
  /** [lanes] observations of a pixel, and the fewest of one of its dates but the reference date */
  readonly count: Float64Array;
  readonly least: Float64Array;
  /** [lanes] what is subtracted from a pixel's solution when it is stored; 0 where the pixel is not to be kept */
  readonly zero: Float64Array;
  readonly keep: Float64Array;
}

/** Pixels copied together: a panel of a few hundred interferograms stays in the second-level cache. */
export const PANEL = 256;

/**
 * A few hundred neighbouring pixels, copied row by row out of a block and back: blocks are interferogram-major, and
 * picking single pixels out of them would touch a new cache line per value.
 */
export interface PanelArrays {
  /** [numIfgram, PANEL] as read; NaN = not observed */ readonly observed: Float32Array;
  /** the same of qualities; empty without weights */ readonly quality: Float32Array;
  /** [PANEL] -1 for pixels that are left out, else 0 */ readonly isOff: Int32Array;
  /** [numIfgram] value of each interferogram at the reference pixel */ readonly references: Float64Array;
  /** [numUnknown + 1, PANEL] result, in the order of the unknowns */ readonly series: Float32Array;
}

/**
 * The arithmetic of an inversion on one group of pixels. Everything it needs is in the flat arrays of its workspace
 * and of the network's structure, so that another implementation (vector instructions, a GPU) can take its place.
 */
export interface LaneKernel {
  readonly group: LaneGroup;
  readonly panel: PanelArrays;
  /**
   * Make the observations of the panel relative to the reference pixel wherever they are not 0, and put NaN in pixels
   * that are left out and, for phases, where 0 says that there is no data.
   */
  refer(kind: 'phase' | 'offset'): void;
  /** Observations and weights of neighbouring pixels of the panel into the group, 0 where nothing was observed; `count`. */
  gather(start: number): void;
  /** `least` from `weight`. */
  countDates(): void;
  /** Factor the normal matrix from `weight` and `ground`. */
  factor(): void;
  /** Solve for `solution` from `observed`, `weight` and the factor. */
  solve(): void;
  /** Sum the residuals into `cosSum` and `sinSum`, or into `squareSum`. */
  sumResiduals(kind: 'phasor' | 'square'): void;
  /** `(solution - zero) * scale` of the group into the panel's series, 0 for pixels that are not kept. */
  store(start: number, scale: number): void;
}

/**
 * The kernel in plain TypeScript: the reference of all others.
 * @param lanes pixels side by side: enough to hide the loop overhead, few enough to stay in the cache
 */
export function laplacianKernel(
  structure: NetworkStructure,
  weigh: Weighting | undefined,
  lanes = 64,
): LaneKernel {
  const group = laneGroup(structure, lanes);
  const { numIfgram, numUnknown } = structure;
  const panel: PanelArrays = {
    observed: new Float32Array(numIfgram * PANEL),
    quality: new Float32Array(weigh === undefined ? 0 : numIfgram * PANEL),
    isOff: new Int32Array(PANEL),
    references: new Float64Array(numIfgram),
    series: new Float32Array((numUnknown + 1) * PANEL),
  };
  const dateCount = new Float64Array((numUnknown + 1) * lanes);
  const residual = new Float64Array(lanes);
  return {
    group,
    panel,
    refer: (kind) => makeRelative(panel.observed, PANEL, panel.references, panel.isOff, kind),
    gather: (start) => gather(panel, start, group, weigh),
    countDates: () => countDates(structure, group, dateCount),
    store: (start, scale) => store(panel, start, group, scale),
    factor: () => factorNormalMatrix(structure, group),
    solve: () => solveNormalEquations(structure, group),
    sumResiduals: (kind) => sumResiduals(structure, group, residual, kind),
  };
}

function laneGroup(structure: NetworkStructure, lanes: number): LaneGroup {
  const { numIfgram, numUnknown, numEntry } = structure;
  return {
    lanes,
    observed: new Float64Array(numIfgram * lanes),
    weight: new Float64Array(numIfgram * lanes),
    ground: new Float64Array(numUnknown * lanes),
    factor: new Float64Array((numEntry + 1) * lanes),
    solution: new Float64Array((numUnknown + 1) * lanes),
    cosSum: new Float64Array(lanes),
    sinSum: new Float64Array(lanes),
    squareSum: new Float64Array(lanes),
    count: new Float64Array(lanes),
    least: new Float64Array(lanes),
    zero: new Float64Array(lanes),
    keep: new Float64Array(lanes),
  };
}

function gather(panel: PanelArrays, start: number, group: LaneGroup, weigh: Weighting | undefined): void {
  const { lanes, weight, observed, count } = group;
  const numIfgram = panel.references.length;
  for (let i = 0; i < numIfgram; i++) {
    const row = i * PANEL + start;
    const at = i * lanes;
    for (let p = 0; p < lanes; p++) observed[at + p] = panel.observed[row + p];
    if (weigh !== undefined) for (let p = 0; p < lanes; p++) weight[at + p] = panel.quality[row + p];
  }
  if (weigh === undefined) weight.fill(1);
  else weigh(weight);
  count.fill(0);
  for (let k = 0; k < observed.length; k++) {
    if (Number.isNaN(observed[k])) {
      observed[k] = 0;
      weight[k] = 0;
    } else count[k % lanes]++;
  }
}

function countDates(
  { numUnknown, first, second }: NetworkStructure,
  group: LaneGroup,
  dateCount: Float64Array,
): void {
  const { lanes, weight, least } = group;
  dateCount.fill(0);
  for (let i = 0; i < first.length; i++) {
    for (let p = 0; p < lanes; p++) {
      const one = weight[i * lanes + p] === 0 ? 0 : 1;
      dateCount[first[i] * lanes + p] += one;
      dateCount[second[i] * lanes + p] += one;
    }
  }
  least.fill(Number.MAX_VALUE);
  for (let row = 0; row < numUnknown; row++) {
    for (let p = 0; p < lanes; p++) least[p] = Math.min(least[p], dateCount[row * lanes + p]);
  }
}

function store({ series }: PanelArrays, start: number, group: LaneGroup, scale: number): void {
  const { lanes, solution, zero, keep } = group;
  for (let row = 0; row < series.length / PANEL; row++) {
    for (let p = 0; p < lanes; p++) {
      series[row * PANEL + start + p] = keep[p] === 0 ? 0 : (solution[row * lanes + p] - zero[p]) * scale;
    }
  }
}

/** Normal matrix Aᵀ W A + ground of every lane, factored in place into L D Lᵀ. */
function factorNormalMatrix(structure: NetworkStructure, group: LaneGroup): void {
  const { numIfgram, numUnknown, first, second, coupling, diagonal } = structure;
  const { lanes, weight, ground, factor } = group;
  factor.fill(0);
  for (let i = 0; i < numIfgram; i++) {
    const w = i * lanes;
    const a = diagonal[first[i]] * lanes;
    const b = diagonal[second[i]] * lanes;
    const c = coupling[i] * lanes;
    for (let p = 0; p < lanes; p++) {
      const value = weight[w + p];
      factor[a + p] += value;
      factor[b + p] += value;
      factor[c + p] -= value;
    }
  }
  for (let row = 0; row < numUnknown; row++) {
    const d = diagonal[row] * lanes;
    const g = row * lanes;
    for (let p = 0; p < lanes; p++) factor[d + p] += ground[g + p];
  }
  decompose(structure, factor, lanes);
}

/** Skyline LDLᵀ, row by row: only entries inside the profile are touched, and they stay inside it. */
function decompose(structure: NetworkStructure, factor: Float64Array, lanes: number): void {
  const { numUnknown, rowFirst, rowStart, diagonal } = structure;
  for (let row = 0; row < numUnknown; row++) {
    const begin = rowFirst[row];
    const rowBase = rowStart[row] - begin; // entry of (row, column) is rowBase + column
    const d = diagonal[row] * lanes;
    for (let col = begin; col < row; col++) {
      const from = Math.max(begin, rowFirst[col]);
      const colBase = rowStart[col] - rowFirst[col];
      const target = (rowBase + col) * lanes;
      for (let k = from; k < col; k++)
        subtractProduct(factor, target, (rowBase + k) * lanes, (colBase + k) * lanes, lanes);
    }
    for (let col = begin; col < row; col++) {
      const e = (rowBase + col) * lanes;
      const inverse = diagonal[col] * lanes;
      for (let p = 0; p < lanes; p++) {
        const u = factor[e + p];
        const l = u * factor[inverse + p];
        factor[d + p] -= u * l;
        factor[e + p] = l;
      }
    }
    for (let p = 0; p < lanes; p++) factor[d + p] = 1 / factor[d + p];
  }
}

function subtractProduct(values: Float64Array, target: number, a: number, b: number, lanes: number): void {
  for (let p = 0; p < lanes; p++) values[target + p] -= values[a + p] * values[b + p];
}

/** Solution of the normal equations of every lane from the factored matrix. */
function solveNormalEquations(structure: NetworkStructure, group: LaneGroup): void {
  const { numIfgram, numUnknown, first, second, rowFirst, rowStart, diagonal } = structure;
  const { lanes, observed, weight, factor, solution } = group;
  solution.fill(0);
  for (let i = 0; i < numIfgram; i++) {
    const w = i * lanes;
    const a = first[i] * lanes;
    const b = second[i] * lanes;
    for (let p = 0; p < lanes; p++) {
      const value = weight[w + p] * observed[w + p];
      solution[a + p] -= value;
      solution[b + p] += value;
    }
  }
  solution.fill(0, numUnknown * lanes);
  for (let row = 0; row < numUnknown; row++) {
    const target = row * lanes;
    const rowBase = rowStart[row] - rowFirst[row];
    for (let col = rowFirst[row]; col < row; col++) {
      const l = (rowBase + col) * lanes;
      const source = col * lanes;
      for (let p = 0; p < lanes; p++) solution[target + p] -= factor[l + p] * solution[source + p];
    }
  }
  for (let row = 0; row < numUnknown; row++) {
    const target = row * lanes;
    const d = diagonal[row] * lanes;
    for (let p = 0; p < lanes; p++) solution[target + p] *= factor[d + p];
  }
  for (let row = numUnknown - 1; row >= 0; row--) {
    const source = row * lanes;
    const rowBase = rowStart[row] - rowFirst[row];
    for (let col = rowFirst[row]; col < row; col++) {
      const l = (rowBase + col) * lanes;
      const target = col * lanes;
      for (let p = 0; p < lanes; p++) solution[target + p] -= factor[l + p] * solution[source + p];
    }
  }
}

/** How well the solution explains the observations: sums over interferograms of every lane. */
function sumResiduals(
  structure: NetworkStructure,
  group: LaneGroup,
  residual: Float64Array,
  kind: 'phasor' | 'square',
): void {
  const { numIfgram, first, second } = structure;
  const { lanes, observed, weight, solution, cosSum, sinSum, squareSum } = group;
  cosSum.fill(0);
  sinSum.fill(0);
  squareSum.fill(0);
  for (let i = 0; i < numIfgram; i++) {
    const w = i * lanes;
    const a = first[i] * lanes;
    const b = second[i] * lanes;
    for (let p = 0; p < lanes; p++) {
      const misfit = observed[w + p] - (solution[b + p] - solution[a + p]);
      residual[p] = weight[w + p] === 0 ? 0 : misfit;
    }
    if (kind === 'phasor') addPhasors(residual, cosSum, sinSum);
    else for (let p = 0; p < lanes; p++) squareSum[p] += residual[p] * residual[p];
  }
}
