import { ShapeError } from '../errors.ts';
import { loadBands } from '../linalg/band-panels.ts';
import { bandPanels } from '../linalg/fastest-band-panels.ts';
import { type Matrix, zeros } from '../linalg/matrix.ts';

/** Elements of the covariance that are in a panel at a time. */
const MOST_ROWS = 128;

/** sigma² per parameter and pixel [numParameter, PANEL] of the pixels `start` to `start + count`. */
export type CovarianceVariances = (
  covariance: Float32Array,
  numPixel: number,
  start: number,
  count: number,
) => Float64Array;

/**
 * Prepare the propagation of a covariance C of the data to the parameters m = G⁺ d:
 *
 *     sigma_m² = diag(G⁺ C G⁺ᵀ)
 *
 * @param inverse G⁺ [numParameter, numDate]
 * @param isFull whether C is [numDate · numDate, numPixel] or its diagonal [numDate, numPixel]
 */
export function prepareCovarianceVariances(inverse: Matrix, isFull: boolean): CovarianceVariances {
  const weights = varianceWeights(inverse, isFull);
  const numElement = weights.cols;
  const { bands, sums, matrices, project } = bandPanels({
    bands: { elements: Math.min(MOST_ROWS, numElement) },
    sums: { variances: weights.rows },
    matrices: { weights },
  });
  return (covariance, numPixel, start, count) => {
    for (let first = 0; first < numElement; first += MOST_ROWS) {
      const elements = { ...bands.elements, rows: Math.min(MOST_ROWS, numElement - first) };
      loadBands(elements, covariance, numPixel, first * numPixel + start, count);
      project(matrices.weights, elements, sums.variances, count, first);
    }
    return sums.variances.values;
  };
}

/** Weight of every element of C in every sigma², [numParameter, numElement]. */
function varianceWeights({ rows, cols, data }: Matrix, isFull: boolean): Matrix {
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
  return weights;
}

/**
 * Whether a covariance block is full.
 *
 * @param covariance [numDate, numDate, numPixel] when full, [numDate, numPixel] when diagonal
 * @throws {ShapeError} when it is neither full nor diagonal
 */
export function isFullCovariance(
  covariance: Float32Array | undefined,
  numDate: number,
  numPixel: number,
): boolean {
  const length = covariance?.length ?? 0;
  if (length === numDate * numDate * numPixel) return true;
  if (length === numDate * numPixel) return false;
  throw new ShapeError(
    `A covariance block of ${length} values fits neither ${numDate} nor ${numDate} x ${numDate} times ${numPixel} pixels.`,
    'Reduce the covariance to the dates used.',
  );
}
