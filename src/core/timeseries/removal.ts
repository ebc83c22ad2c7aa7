import { ShapeError } from '../errors.ts';
import { type Bands, loadBands, PANEL, storeBands } from '../linalg/band-panels.ts';
import { bandPanels } from '../linalg/fastest-band-panels.ts';
import { type Matrix, zeros } from '../linalg/matrix.ts';
import { columnFunctions } from './design-matrix.ts';
import { factoriseTimeFunctions, type TimeFunctionFitSetup } from './fit.ts';
import type { TimeFunction } from './model.ts';

/**
 * Prepare the removal of time functions from time series: all functions of the model are fitted, the chosen ones
 * subtracted.
 *
 *     r = d - G_chosen m_chosen,   m = (Gᵀ G)⁻¹ Gᵀ d
 *
 * @param functions which to remove; all by default
 * @returns block [numDate, numPixel] to residual series of the same shape, in memory that may be given, also that of the
 *   block; NaN for pixels where a date is NaN or all are 0 (so also at the reference point, where the caller knows that
 *   the residual is 0)
 * @throws {TimeFunctionError} when the dates cannot determine the model
 */
export function prepareTimeFunctionRemoval(
  setup: TimeFunctionFitSetup,
  functions?: readonly TimeFunction[],
): (block: Float32Array, out?: Float32Array) => Float32Array {
  const { design, inverse } = factoriseTimeFunctions(setup);
  const numDate = design.rows;
  const chosen = chosenColumns(design, columnFunctions(setup.model), functions);
  const { bands, sums, matrices, project, subtract } = bandPanels({
    bands: { series: numDate, rest: numDate },
    sums: { parameters: design.cols },
    matrices: { inverse, chosen },
  });
  const parameters = sums.parameters.values;

  return (block, out = new Float32Array(block.length)) => {
    const numPixel = block.length / numDate;
    if (!Number.isInteger(numPixel)) {
      throw new ShapeError(
        `A block of ${block.length} values is no whole number of pixels with ${numDate} dates.`,
      );
    }
    for (let start = 0; start < numPixel; start += PANEL) {
      const count = Math.min(PANEL, numPixel - start);
      loadBands(bands.series, block, numPixel, start, count);
      project(matrices.inverse, bands.series, sums.parameters, count);
      markNoData(bands.series, count, parameters);
      subtract(matrices.chosen, sums.parameters, bands.series, bands.rest, count);
      storeBands(bands.rest, out, numPixel, start, count);
    }
    return out;
  };
}

/** NaN for the first unknown, and so for all predictions, of pixels that are 0 at all dates. */
function markNoData({ rows, values }: Bands, count: number, parameters: Float64Array): void {
  // A pixel with data seldom is 0 at the last date.
  const last = (rows - 1) * PANEL;
  for (let i = 0; i < count; i++) {
    let k = last;
    while (k >= 0 && values[k + i] === 0) k -= PANEL;
    if (k < 0) parameters[i] = Number.NaN;
  }
}

/** The design matrix with zeros for the functions that are not chosen. */
function chosenColumns(
  design: Matrix,
  columns: readonly TimeFunction[],
  functions?: readonly TimeFunction[],
): Matrix {
  if (!functions) return design;
  const kept = zeros(design.rows, design.cols);
  columns.forEach((name, column) => {
    if (!functions.includes(name)) return;
    for (let k = 0; k < design.rows; k++) {
      kept.data[k * design.cols + column] = design.data[k * design.cols + column];
    }
  });
  return kept;
}
