import { ShapeError } from '../errors.ts';
import { CHUNK, mapPixels, subtractPrediction } from '../linalg/map-pixels.ts';
import { type Matrix, multiply, pseudoInverse, transpose, zeros } from '../linalg/matrix.ts';
import { quadraticForms } from '../linalg/quadratic-form.ts';
import { type BootstrapSpread, bootstrapSpread } from './bootstrap.ts';
import { timeFunctionDesign } from './design-matrix.ts';
import { assertModel, TimeFunctionError, type TimeFunctionModel } from './model.ts';
import { type ParameterDataset, parameterDatasets } from './parameter-datasets.ts';

/** Where the standard deviations come from. */
export type Uncertainty =
  /** scatter of the data around the model */
  | { readonly kind: 'residue' }
  /** covariance of the time series, given with each block: full [numDate, numDate] or diagonal [numDate] per pixel */
  | { readonly kind: 'covariance' }
  /** scatter of fits to resampled dates; index lists as `bootstrapResamples` draws them */
  | { readonly kind: 'bootstrap'; readonly resamples: readonly ArrayLike<number>[] };

export interface TimeFunctionFitSetup {
  /** acquisitions used, in order, YYYYMMDD[THHMM] */
  readonly dates: readonly string[];
  /** time of day of all acquisitions, s */
  readonly seconds?: number;
  readonly model: TimeFunctionModel;
  readonly uncertainty?: Uncertainty;
}

/**
 * Estimate the model for a block of pixels.
 * @param block time series [numDate, numPixel]
 * @param covariance for uncertainty "covariance": [numDate · numDate, numPixel] or [numDate, numPixel], squared unit
 * @returns dataset name to [numPixel]; 0 where a date is NaN (pixels without data)
 */
export type TimeFunctionFit = (block: Float32Array, covariance?: Float32Array) => Map<string, Float32Array>;

/** G and its pseudo-inverse for all pixels. */
export interface Factorisation {
  /** [numDate, numParameter] */ readonly design: Matrix;
  /** [numParameter, numDate] */ readonly inverse: Matrix;
}

/**
 * Set up and factorise the normal system once.
 * @throws {TimeFunctionError} when the model does not fit the dates, or the dates cannot determine all unknowns
 */
export function factoriseTimeFunctions({ dates, seconds = 0, model }: TimeFunctionFitSetup): Factorisation {
  assertModel(model, dates);
  const design = timeFunctionDesign(dates, model, seconds);
  if (design.rows <= design.cols) {
    throw new TimeFunctionError(
      `${design.rows} dates cannot determine ${design.cols} parameters and their uncertainty.`,
      'Use more dates or fewer time functions.',
    );
  }
  const { inverse, rank } = pseudoInverse(design, 1e-10);
  if (rank < design.cols) {
    throw new TimeFunctionError(
      `The dates determine only ${rank} of the ${design.cols} parameters.`,
      'Remove time functions that no acquisition can tell apart.',
    );
  }
  return { design, inverse };
}

/**
 * Prepare the least-squares estimation of time functions; the returned function does a block at a time and gives the
 * same bits however the pixels are split.
 *
 *     m = (Gᵀ G)⁻¹ Gᵀ d,   e² = sum (d - G m)²
 *     residue:    sigma_m = sqrt(diag((Gᵀ G)⁻¹) e² / (N - P)); dataset `residue` = sqrt(e²)
 *     covariance: sigma_m = sqrt(diag(G⁺ C G⁺ᵀ))
 *     bootstrap:  m and sigma_m are mean and standard deviation over the resamples
 *
 * (Fattahi & Amelung 2015, doi:10.1002/2015JB012419; Efron & Tibshirani 1986 for the bootstrap.)
 *
 * @throws {TimeFunctionError} see {@link factoriseTimeFunctions}
 */
export function prepareTimeFunctionFit(setup: TimeFunctionFitSetup): TimeFunctionFit {
  const uncertainty = setup.uncertainty ?? { kind: 'residue' };
  const { design, inverse } = factoriseTimeFunctions(setup);
  const [numDate, numParameter] = [design.rows, design.cols];
  const spread = uncertainty.kind === 'bootstrap' ? bootstrapSpread(setup, uncertainty.resamples) : undefined;
  const estimator = spread?.mean ?? inverse;
  const cofactor = multiply(inverse, transpose(inverse));
  const datasets = parameterDatasets(setup.model);

  return (block, covariance) => {
    const numPixel = block.length / numDate;
    if (!Number.isInteger(numPixel)) {
      throw new ShapeError(
        `A block of ${block.length} values is no whole number of pixels with ${numDate} dates.`,
      );
    }
    if (uncertainty.kind === 'covariance') assertCovariance(covariance, numDate, numPixel);
    const out = new Map<string, Float32Array>();
    for (const { name, hasStd } of datasets) {
      out.set(name, new Float32Array(numPixel));
      if (hasStd) out.set(`${name}Std`, new Float32Array(numPixel));
    }
    const residue = uncertainty.kind === 'residue' ? new Float32Array(numPixel) : undefined;
    if (residue) out.set('residue', residue);

    const parameters = new Float64Array(numParameter * CHUNK);
    const variances = new Float64Array(numParameter * CHUNK);
    const scratch = new Float64Array(CHUNK);
    for (let start = 0; start < numPixel; start += CHUNK) {
      const count = Math.min(CHUNK, numPixel - start);
      mapPixels(estimator, block, numPixel, start, count, parameters);
      if (spread) bootstrapVariances(spread, block, numPixel, start, count, variances);
      else if (covariance) covarianceVariances(inverse, covariance, numPixel, start, count, variances);
      else {
        squaredResidual(design, parameters, block, numPixel, start, count, scratch);
        if (residue) for (let i = 0; i < count; i++) residue[start + i] = Math.sqrt(scratch[i]) || 0;
        for (let p = 0; p < numParameter; p++) {
          const factor = cofactor.data[p * numParameter + p] / (numDate - numParameter);
          for (let i = 0; i < count; i++) variances[p * CHUNK + i] = factor * scratch[i];
        }
      }
      storeDatasets(datasets, parameters, variances, start, count, out);
    }
    return out;
  };
}

function assertCovariance(
  covariance: Float32Array | undefined,
  numDate: number,
  numPixel: number,
): asserts covariance is Float32Array {
  const length = covariance?.length ?? 0;
  if (length !== numDate * numPixel && length !== numDate * numDate * numPixel) {
    throw new ShapeError(
      `A covariance block of ${length} values fits neither ${numDate} nor ${numDate} x ${numDate} times ${numPixel} pixels.`,
      'Reduce the covariance to the dates used.',
    );
  }
}

/** sum over dates of (d - G m)² */
function squaredResidual(
  design: Matrix,
  parameters: Float64Array,
  block: Float32Array,
  numPixel: number,
  start: number,
  count: number,
  out: Float64Array,
): void {
  const error = new Float64Array(CHUNK);
  out.fill(0, 0, count);
  for (let k = 0; k < design.rows; k++) {
    const from = k * numPixel + start;
    for (let i = 0; i < count; i++) error[i] = block[from + i];
    subtractPrediction(design, k, parameters, count, error);
    for (let i = 0; i < count; i++) out[i] += error[i] * error[i];
  }
}

function covarianceVariances(
  inverse: Matrix,
  covariance: Float32Array,
  numPixel: number,
  start: number,
  count: number,
  out: Float64Array,
): void {
  const { rows, cols, data } = inverse;
  const isFull = covariance.length === cols * cols * numPixel;
  const weights = zeros(rows, isFull ? cols * cols : cols);
  for (let p = 0; p < rows; p++) {
    for (let j = 0; j < cols; j++) {
      const left = data[p * cols + j];
      if (!isFull) weights.data[p * cols + j] = left * left;
      else {
        for (let k = 0; k < cols; k++) {
          weights.data[(p * cols + j) * cols + k] = left * data[p * cols + k];
        }
      }
    }
  }
  mapPixels(weights, covariance, numPixel, start, count, out);
}

function bootstrapVariances(
  { spread }: BootstrapSpread,
  block: Float32Array,
  numPixel: number,
  start: number,
  count: number,
  out: Float64Array,
): void {
  spread.forEach((form, p) => {
    quadraticForms(form, block, numPixel, start, count, out.subarray(p * CHUNK, (p + 1) * CHUNK));
  });
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
          sum += parameters[columns[c] * CHUNK + i];
          variance += variances[columns[c] * CHUNK + i];
        }
        values[start + i] = Number.isNaN(sum) ? 0 : sum;
        std[start + i] = variance > 0 && !Number.isNaN(sum) ? Math.sqrt(variance) : 0;
      }
    } else {
      const [cosine, sine] = columns;
      for (let i = 0; i < count; i++) {
        const c = parameters[cosine * CHUNK + i];
        const s = parameters[sine * CHUNK + i];
        values[start + i] = (kind === 'amplitude' ? Math.hypot(c, s) : Math.atan2(c, s)) || 0;
      }
    }
  }
}
