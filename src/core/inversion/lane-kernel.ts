import type { NetworkStructure } from './network-structure.ts';
import type { Weighting } from './weights.ts';

/**
 * Room for a block of pixels, interferogram-major. A caller that puts its data here spares a copy.
 * The planes of a block lie as far apart as it has pixels.
 */
export interface BlockRoom {
  /** pixels there is room for */ readonly capacity: number;
  /** [numIfgram, numPixel] as read; NaN = not observed */ readonly observed: Float32Array;
  /** the same of qualities; empty where nothing goes by them */ readonly quality: Float32Array;
  /** [numPixel] -1 for pixels that are left out, else 0 */ readonly isOff: Int32Array;
  /** [numDate, numPixel] result */ readonly timeseries: Float32Array;
}

/** One group of pixels that are solved side by side: [row, lane], all pixels of a row next to each other. */
export interface LaneGroup {
  /** [numIfgram, lanes] weights; 0 where missing */ readonly weight: Float64Array;
  /** [numEntry + 1, lanes] lower triangle of the normal matrix, then its factor with 1/D on the diagonal */
  readonly factor: Float64Array;
  /** [numUnknown + 1, lanes] right side, then solution; last row 0, the reference date */
  readonly solution: Float64Array;
  /** [lanes] sums over the residuals, see phasor-sum.ts */
  readonly squares: Float64Array;
  readonly products: Float64Array;
  /** [lanes] sum of squared residuals */ readonly squareSum: Float64Array;
  /** [lanes] smallest and largest of 1/D */
  readonly smallestPivot: Float64Array;
  readonly largestPivot: Float64Array;
  /** [lanes] observations of a pixel, and the fewest of one of its dates but the reference date */
  readonly count: Float64Array;
  readonly least: Float64Array;
  /** [lanes] other than 0 when a pixel lacks one of the `spanning` interferograms */
  readonly hasGap: Float64Array;
  /** [lanes] what is subtracted from a pixel's solution when it is stored; 0 where the pixel is not to be kept */
  readonly zero: Float64Array;
  readonly keep: Float64Array;
  /** [1 + numParameter, lanes] and [2, lanes], see {@link LaneKernel.findSpread} */
  readonly spread: Float64Array;
  readonly traces: Float64Array;
  /** [lanes] other than 0 for pixels that are weighed anew; what their weights changed by, relative to `ownWeight` */
  readonly active: Float64Array;
  readonly moved: Float64Array;
}

/** What all pixels of an inversion have in common. */
export interface LaneSetup {
  readonly structure: NetworkStructure;
  readonly weigh: Weighting | undefined;
  readonly kind: 'phase' | 'offset';
  /** [numIfgram] at the reference pixel; undefined: observations are used as they are */
  readonly references: ArrayLike<number> | undefined;
  /** inverse variance of the observations by their quality, for {@link LaneKernel.sumNormalised}; has a table */
  readonly normal?: Weighting;
  /** whether there is to be a {@link QuickKernel} too: phases with references, weights of a table */
  readonly isQuick?: boolean;
  /** parameters whose spread is asked for; none unless given */
  readonly spread?: SpreadSetup;
}

/** Parameters that are linear in the solution, p = gᵀ x, and what is asked of their spread: see spread-kernel.ts. */
export interface SpreadSetup {
  readonly numParameter: number;
  /** g of every parameter [numParameter, numUnknown + 1], 0 at the reference date */
  readonly rightSides: Float64Array;
  /** entries of the covariance that make its trace, and that of its neighbours, and the factors with which they count */
  readonly ownEntries: Int32Array;
  readonly ownFactors: Float64Array;
  readonly neighbourEntries: Int32Array;
  readonly neighbourFactors: Float64Array;
  /** what a response takes off the two [numParameter, numUnknown + 1, 2], 0 at the reference date */
  readonly taken: Float64Array;
}

/**
 * The arithmetic of an inversion on groups of pixels. Everything it needs is in flat arrays, so that another
 * implementation (vector instructions, a GPU) can take its place.
 *
 * Blocks are interferogram-major, and picking single pixels out of them would touch a new cache line per value. So some
 * groups at a time, a panel that stays in the second-level cache, are copied row by row to where each group is in one
 * piece.
 */
export interface LaneKernel {
  /** pixels of a group */ readonly lanes: number;
  /** groups of a panel */ readonly panel: number;
  readonly block: BlockRoom;
  readonly group: LaneGroup;
  /** the same block in single precision; its steps and those on groups do not wait for each other */
  readonly quick?: QuickKernel;
  /**
   * Copy a panel out of a block of `numPixel` pixels, relative to the reference pixel. Nothing is observed in pixels
   * that are left out and beyond the block, and where phases are 0, before and after referencing.
   * @param groups how many, if not as many as a panel holds
   */
  load(start: number, numPixel: number, groups?: number): void;
  /** `weight`, `count` and `hasGap` of a group of the panel; the steps below go on with that group. */
  select(group: number): void;
  /** `least` from `weight`. */
  countDates(): void;
  /** Normal matrix into `factor` from `weight`. */
  assemble(): void;
  /** Factor it; the range of 1/D. */
  decompose(): void;
  /** Solve for `solution` from the observations, `weight` and the factor. */
  solve(): void;
  /** Take the weights as what observations weigh by themselves, for {@link LaneKernel.reweight}. */
  keepWeights(): void;
  /** Weigh the observations of active pixels anew by their residuals, see robust-weights.ts; `moved` of all pixels. */
  reweight(edge: number, isFlat: boolean): void;
  /** `spread` and `traces` of a group that is solved, see spread-kernel.ts; 1 - h is at least `leastRedundancy`. */
  findSpread(leastRedundancy: number): void;
  /** Sum the residuals into `squares` and `products`, or into `squareSum`. */
  sumResiduals(kind: 'phasor' | 'square'): void;
  /** Sum the squared residuals, each by its inverse variance, into `squareSum`. */
  sumNormalised(): void;
  /** `(solution - zero) * scale` of the first lanes into the block's time series, 0 for pixels that are not kept. */
  store(pixel: number, used: number, numPixel: number, scale: number): void;
}

/**
 * Least squares in single precision with one step of iterative refinement (Wilkinson 1963; Higham 2002, chapter 12), of pixels
 * side by side straight from the block. A pixel's solution x is as good as that in double precision, but for its last bits,
 * where pivots do not differ much and the refinement s was small beside x.
 */
export interface QuickKernel {
  /** pixels side by side */ readonly lanes: number;
  /** [lanes] observations */ readonly count: Int32Array;
  /** [lanes] fewest of one of its dates but the reference date, by {@link QuickKernel.countDates} */
  readonly least: Float32Array;
  /** [numUnknown + 1, lanes] x */ readonly solution: Float32Array;
  /** [lanes] sums over the residuals, see phasor-sum.ts */
  readonly squares: Float64Array;
  readonly products: Float64Array;
  /** [lanes] what is subtracted from a pixel's solution when it is stored; 0 where the pixel is not to be kept, else -1 */
  readonly zero: Float32Array;
  readonly keep: Int32Array;
  /** [lanes] -1 for pixels that are to be kept, but were not solved well, else 0 */ readonly stays: Int32Array;
  /** Observations, weights and normal matrices of the pixels from `pixel` on. */
  take(pixel: number, numPixel: number): void;
  /** `least`; after {@link QuickKernel.take}, before {@link QuickKernel.solve}. */
  countDates(): void;
  /** Solution, sums and `stays`, by `keep`. @returns whether some are not solved well */
  solve(): boolean;
  /** `(solution - zero) * scale` of the first lanes into the block's time series, 0 for pixels that are not kept; none of `stays`. */
  store(pixel: number, used: number, numPixel: number, scale: number): void;
}

/** Makes a kernel with room for blocks of so many pixels. */
export type MakeLaneKernel = (setup: LaneSetup, capacity: number) => LaneKernel;
