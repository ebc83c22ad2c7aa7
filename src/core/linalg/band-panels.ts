import type { Matrix } from './matrix.ts';

/**
 * Pixels that kernels take at a time. A panel of a hundred bands fits in the second-level cache, and the rows of single
 * precision take an odd number of cache lines, so that the bands of a pixel do not all want the same place in the first.
 */
export const PANEL = 496;

/** Rows of PANEL values, single precision: data as stored, one row per band (date, interferogram). */
export interface Bands {
  readonly rows: number;
  readonly values: Float32Array;
  /** place in linear memory, bytes */
  readonly at: number;
}

/** Rows of PANEL values, double precision: sums and unknowns. */
export interface Sums {
  readonly rows: number;
  readonly values: Float64Array;
  readonly at: number;
}

/** A matrix where the kernels find it. */
export interface PlacedMatrix extends Matrix {
  readonly at: number;
}

/** What a computation keeps per panel: rows of bands and sums by name, and the matrices all pixels share. */
export interface PanelNeeds {
  readonly bands: Readonly<Record<string, number>>;
  readonly sums: Readonly<Record<string, number>>;
  readonly matrices: Readonly<Record<string, Matrix>>;
}

/**
 * Small matrices times a panel of pixels. Sums of a pixel run over bands and unknowns in their order, whatever its
 * neighbours: the bits do not depend on how an image was split. Only the first `count` pixels of a result have a meaning.
 */
export interface BandPanels<Needs extends PanelNeeds> {
  readonly bands: { readonly [name in keyof Needs['bands']]: Bands };
  readonly sums: { readonly [name in keyof Needs['sums']]: Sums };
  readonly matrices: { readonly [name in keyof Needs['matrices']]: PlacedMatrix };
  /** pixels that {@link subtract} keeps: -1, or 0 for those that become 0; all at first */
  readonly keep: Int32Array;

  /**
   * to[r] = sum_k weights[r, column + k] · from[k] over all rows of `from`. Behind the first column the sums go on from
   * what stands in `to`: a wide matrix takes its bands a part at a time.
   */
  project(weights: PlacedMatrix, from: Bands | Sums, to: Sums, count: number, column?: number): void;

  /** to = sum_k (from[k] - sum_p design[k, p] · parameters[p])² */
  sumSquares(design: PlacedMatrix, parameters: Sums, from: Bands, to: Sums, count: number): void;

  /** With r[k] = from[k] - sum_p design[k, p] · parameters[p]: power = sum r[k]², neighbour = sum r[k] · r[k - 1]. */
  sumMoments(
    design: PlacedMatrix,
    parameters: Sums,
    from: Bands,
    to: { readonly power: Sums; readonly neighbour: Sums },
    count: number,
  ): void;

  /**
   * to[k] = from[k] - scaled[k] · factor - sum_p design[k, p] · parameters[p], and 0 for pixels not to keep.
   * @param scaled one row per band with its factor per pixel; left out, there is no such term
   */
  subtract(
    design: PlacedMatrix,
    parameters: Sums,
    from: Bands,
    to: Bands,
    count: number,
    scaled?: { readonly rows: Sums; readonly factor: Sums },
  ): void;

  /** to[p] = dᵀ Q_p d for the bands d of a pixel; `folded` has the Q_p after `foldSymmetric` one below the other */
  quadraticForms(folded: PlacedMatrix, from: Bands, to: Sums, count: number): void;

  /**
   * With r[k] = from[k] - sum_p basis[k, p] · coordinates[p], what an orthonormal basis leaves of `from`:
   * norm = |from|², normOutside = |r|², dot = r · data.
   */
  outsideProducts(
    basis: PlacedMatrix,
    coordinates: Sums,
    from: Sums,
    data: Sums,
    to: { readonly norm: Sums; readonly normOutside: Sums; readonly dot: Sums },
    count: number,
  ): void;
}

/**
 * Copy the pixels `start` to `start + count` of a band-major block [numBand, numPixel] into a panel.
 *
 * @param block [numBand, numPixel]
 */
export function loadBands(
  { rows, values }: Bands,
  block: Float32Array,
  numPixel: number,
  start: number,
  count: number,
): void {
  for (let k = 0, from = start; k < rows; k++, from += numPixel) {
    values.set(block.subarray(from, from + count), k * PANEL);
  }
}

/**
 * Multiply every band by its factor, in place.
 *
 * @param factors [rows]
 */
export function scaleBands({ rows, values }: Bands, factors: Float64Array, count: number): void {
  for (let k = 0; k < rows; k++) {
    for (let i = k * PANEL; i < k * PANEL + count; i++) values[i] *= factors[k];
  }
}

/**
 * Copy a panel to the pixels `start` to `start + count` of a band-major block.
 *
 * @param block [numBand, numPixel]; its other pixels stay as they are
 */
export function storeBands(
  { rows, values }: Bands,
  block: Float32Array,
  numPixel: number,
  start: number,
  count: number,
): void {
  for (let k = 0; k < rows; k++) {
    block.set(values.subarray(k * PANEL, k * PANEL + count), k * numPixel + start);
  }
}
