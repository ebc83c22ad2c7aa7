import { ShapeError } from '../errors.ts';
import { loadBands, PANEL, scaleBands } from '../linalg/band-panels.ts';
import { pseudoInverse } from '../linalg/decompositions.ts';
import { bandPanels } from '../linalg/fastest-band-panels.ts';
import { type Matrix, multiply, scaledColumns, scaledRows, stackRows, transpose } from '../linalg/matrix.ts';
import { bootstrapSpread } from './bootstrap.ts';
import {
  type CovarianceVariances,
  isFullCovariance,
  prepareCovarianceVariances,
} from './covariance-variances.ts';
import { timeFunctionDesign } from './design-matrix.ts';
import { assertModel, TimeFunctionError, type TimeFunctionModel } from './model.ts';
import { type ParameterDataset, parameterDatasets } from './parameter-datasets.ts';

/** Where the standard deviations come from. */
export type Uncertainty =
  /** scatter of the data around the model */
  | { readonly kind: 'residue' }
  /** covariance of the time series, given with each block: full [numDate, numDate] or diagonal [numDate] per pixel */
  | { readonly kind: 'covariance' }
  /** variances of the parameters, given with each block: [numParameter, numPixel] */
  | { readonly kind: 'full' }
  /** scatter of fits to resampled dates; index lists as `bootstrapResamples` draws them */
  | { readonly kind: 'bootstrap'; readonly resamples: readonly ArrayLike<number>[] };

export interface TimeFunctionFitSetup {
  /** acquisitions used, in order, YYYYMMDD[THHMM] */
  readonly dates: readonly string[];
  /** time of day of all acquisitions, s */
  readonly seconds?: number;
  readonly model: TimeFunctionModel;
  readonly uncertainty?: Uncertainty;
  /** noise of each date over that of a usual one [numDate]; dates count by 1 / scale², all alike when left out */
  readonly dateScales?: ArrayLike<number>;
}

/**
 * Estimate the model for a block of pixels.
 * @param block time series [numDate, numPixel]
 * @param covariance for uncertainty "covariance": [numDate · numDate, numPixel] or [numDate, numPixel], squared unit
 * @param given for uncertainty "full": variances of the parameters [numParameter, numPixel]
 * @returns dataset name to [numPixel]; 0 where a date is NaN (pixels without data)
 */
export type TimeFunctionFit = (
  block: Float32Array,
  covariance?: Float32Array,
  given?: Float64Array,
) => Map<string, Float32Array>;

/** G and its pseudo-inverse for all pixels, (Gᵀ W G)⁻¹ Gᵀ W where dates have weights. */
export interface Factorisation {
  /** [numDate, numParameter] */ readonly design: Matrix;
  /** [numParameter, numDate] */ readonly inverse: Matrix;
  /** square roots of the weights of the dates, mean of the weights 1; undefined where all are alike */
  readonly roots?: Float64Array;
}

/**
 * Set up and factorise the normal system once.
 * @throws {TimeFunctionError} when the model does not fit the dates, or the dates cannot determine all unknowns
 */
export function factoriseTimeFunctions(setup: TimeFunctionFitSetup): Factorisation {
  const { dates, seconds = 0, model, dateScales } = setup;
  assertModel(model, dates);
  const design = timeFunctionDesign(dates, model, seconds);
  if (design.rows <= design.cols) {
    throw new TimeFunctionError(
      `${design.rows} dates cannot determine ${design.cols} parameters and their uncertainty.`,
      'Use more dates or fewer time functions.',
    );
  }
  const roots = dateScales && rootsOfWeights(dateScales);
  const { inverse, rank } = pseudoInverse(roots ? scaledRows(design, roots) : design, 1e-10);
  if (rank < design.cols) {
    throw new TimeFunctionError(
      `The dates determine only ${rank} of the ${design.cols} parameters.`,
      'Remove time functions that no acquisition can tell apart.',
    );
  }
  return roots ? { design, inverse: scaledColumns(inverse, roots), roots } : { design, inverse };
}

/** sqrt(w) of w = 1 / scale², divided by their mean. */
function rootsOfWeights(scales: ArrayLike<number>): Float64Array {
  const inverse = Float64Array.from(scales, (scale) => 1 / scale);
  const mean = inverse.reduce((sum, value) => sum + value * value, 0) / inverse.length;
  return inverse.map((value) => value / Math.sqrt(mean));
}

/** The same fit of the data times `roots`, as which all dates count alike: W^½ G and its pseudo-inverse G⁺ W^-½. */
export function whitened({ design, inverse, roots }: Factorisation): Omit<Factorisation, 'roots'> {
  if (roots === undefined) return { design, inverse };
  return {
    design: scaledRows(design, roots),
    inverse: scaledColumns(
      inverse,
      roots.map((root) => 1 / root),
    ),
  };
}

/**
 * Prepare the least-squares estimation of time functions; the returned function does a block at a time and gives the
 * same bits however the pixels are split.
 *
 *     m = (Gᵀ G)⁻¹ Gᵀ d,   e² = sum (d - G m)²
 *     residue:    sigma_m = sqrt(diag((Gᵀ G)⁻¹) e² / (N - P)); dataset `residue` = sqrt(e²)
 *     covariance: sigma_m = sqrt(diag(G⁺ C G⁺ᵀ))
 *     full:       sigma_m as given, see full-uncertainty.ts
 *     with scales of dates: W = diag(1 / scale²), mean 1, m = (Gᵀ W G)⁻¹ Gᵀ W d, e² = sum w (d - G m)², diag((Gᵀ W G)⁻¹)
 *     bootstrap:  m and sigma_m are mean and standard deviation over the resamples
 *
 * (Fattahi & Amelung 2015, doi:10.1002/2015JB012419; Efron & Tibshirani 1986 for the bootstrap.)
 *
 * @throws {TimeFunctionError} see {@link factoriseTimeFunctions}
 */
export function prepareTimeFunctionFit(setup: TimeFunctionFitSetup): TimeFunctionFit {
  const uncertainty = setup.uncertainty ?? { kind: 'residue' };
  const factorisation = factoriseTimeFunctions(setup);
  const { design, inverse, roots } = factorisation;
  const white = whitened(factorisation);
  const [numDate, numParameter] = [design.rows, design.cols];
  const spread =
    uncertainty.kind === 'bootstrap' ? bootstrapSpread(setup, uncertainty.resamples, roots) : undefined;
  const cofactor = multiply(white.inverse, transpose(white.inverse));
  const datasets = parameterDatasets(setup.model);
  const panels = bandPanels({
    bands: { series: numDate },
    sums: { parameters: numParameter, variances: numParameter, squares: 1 },
    matrices: {
      estimator: spread?.mean ?? inverse,
      design: white.design,
      spread: stackRows(spread?.spread ?? []),
    },
  });
  const { bands, sums, matrices } = panels;

  /** sigma² of the parameters from the scatter around the model, or from the resamples */
  const variancesOfSeries = (count: number): Float64Array => {
    const { values } = sums.variances;
    if (spread) {
      panels.quadraticForms(matrices.spread, bands.series, sums.variances, count);
      return values;
    }
    // The series is read no more: weighted in place.
    if (roots) scaleBands(bands.series, roots, count);
    panels.sumSquares(matrices.design, sums.parameters, bands.series, sums.squares, count);
    for (let p = 0; p < numParameter; p++) {
      const factor = cofactor.data[p * numParameter + p] / (numDate - numParameter);
      for (let i = 0; i < count; i++) values[p * PANEL + i] = factor * sums.squares.values[i];
    }
    return values;
  };
  let propagate: { readonly isFull: boolean; readonly variances: CovarianceVariances } | undefined;

  const variancesGiven = (given: Float64Array, numPixel: number, start: number, count: number) => {
    const { values } = sums.variances;
    for (let p = 0; p < numParameter; p++) {
      for (let i = 0; i < count; i++) values[p * PANEL + i] = given[p * numPixel + start + i];
    }
    return values;
  };

  return (block, covariance, given) => {
    const numPixel = block.length / numDate;
    if (!Number.isInteger(numPixel)) {
      throw new ShapeError(
        `A block of ${block.length} values is no whole number of pixels with ${numDate} dates.`,
      );
    }
    if (uncertainty.kind === 'covariance') {
      const isFull = isFullCovariance(covariance, numDate, numPixel);
      if (propagate?.isFull !== isFull)
        propagate = { isFull, variances: prepareCovarianceVariances(inverse, isFull) };
    }
    const out = new Map<string, Float32Array>();
    for (const { name, hasStd } of datasets) {
      out.set(name, new Float32Array(numPixel));
      if (hasStd) out.set(`${name}Std`, new Float32Array(numPixel));
    }
    const residue = uncertainty.kind === 'residue' ? new Float32Array(numPixel) : undefined;
    if (residue) out.set('residue', residue);

    for (let start = 0; start < numPixel; start += PANEL) {
      const count = Math.min(PANEL, numPixel - start);
      loadBands(bands.series, block, numPixel, start, count);
      panels.project(matrices.estimator, bands.series, sums.parameters, count);
      const variances =
        propagate && covariance
          ? propagate.variances(covariance, numPixel, start, count)
          : given
            ? variancesGiven(given, numPixel, start, count)
            : variancesOfSeries(count);
      if (residue) {
        for (let i = 0; i < count; i++) residue[start + i] = Math.sqrt(sums.squares.values[i]) || 0;
      }
      storeDatasets(datasets, sums.parameters.values, variances, start, count, out);
    }
    return out;
  };
}

/** Parameters to datasets; NaN (a pixel with no-data dates) becomes 0, the no-data value of these files. */
function storeDatasets(
  datasets: readonly ParameterDataset[],
  parameters: Float64Array,
  variances: Float64Array,
  start: number,
  count: number,
  out: Map<string, Float32Array>,
): void {
  for (const { name, kind, columns } of datasets) {
    const values = out.get(name) as Float32Array;
    if (kind === 'value') {
      const std = out.get(`${name}Std`) as Float32Array;
      for (let i = 0; i < count; i++) {
        let sum = 0;
        let variance = 0;
        for (let c = 0; c < columns.length; c++) {
          sum += parameters[columns[c] * PANEL + i];
          variance += variances[columns[c] * PANEL + i];
        }
        values[start + i] = Number.isNaN(sum) ? 0 : sum;
        std[start + i] = variance > 0 && !Number.isNaN(sum) ? Math.sqrt(variance) : 0;
      }
    } else {
      const [cosine, sine] = columns;
      for (let i = 0; i < count; i++) {
        const c = parameters[cosine * PANEL + i];
        const s = parameters[sine * PANEL + i];
        values[start + i] = (kind === 'amplitude' ? Math.hypot(c, s) : Math.atan2(c, s)) || 0;
      }
    }
  }
}
