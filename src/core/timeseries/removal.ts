import { ShapeError } from '../errors.ts';
import { CHUNK, mapPixels } from '../linalg/map-pixels.ts';
import { type Matrix, multiply, zeros } from '../linalg/matrix.ts';
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
 * @returns block [numDate, numPixel] to residual series of the same shape; NaN for pixels where a date is NaN or all are
 *   0 (so also at the reference point, where the caller knows that the residual is 0)
 * @throws {TimeFunctionError} when the dates cannot determine the model
 */
export function prepareTimeFunctionRemoval(
  setup: TimeFunctionFitSetup,
  functions?: readonly TimeFunction[],
): (block: Float32Array) => Float32Array {
  const { design, inverse } = factoriseTimeFunctions(setup);
  const projector = chosenProjector(design, inverse, columnFunctions(setup.model), functions);
  const numDate = design.rows;

  return (block) => {
    const numPixel = block.length / numDate;
    if (!Number.isInteger(numPixel)) {
      throw new ShapeError(
        `A block of ${block.length} values is no whole number of pixels with ${numDate} dates.`,
      );
    }
    const out = new Float32Array(block.length);
    const predicted = new Float64Array(numDate * CHUNK);
    const hasData = new Uint8Array(CHUNK);
    for (let start = 0; start < numPixel; start += CHUNK) {
      const count = Math.min(CHUNK, numPixel - start);
      mapPixels(projector, block, numPixel, start, count, predicted);
      hasData.fill(0);
      for (let k = 0; k < numDate; k++) {
        const from = k * numPixel + start;
        for (let i = 0; i < count; i++) if (block[from + i] !== 0) hasData[i] = 1;
      }
      for (let k = 0; k < numDate; k++) {
        const from = k * numPixel + start;
        for (let i = 0; i < count; i++) {
          out[from + i] = hasData[i] ? block[from + i] - predicted[k * CHUNK + i] : Number.NaN;
        }
      }
    }
    return out;
  };
}

/** G_chosen · (rows of G⁺ for the chosen columns): what the chosen functions predict from the data. */
function chosenProjector(
  design: Matrix,
  inverse: Matrix,
  columns: readonly TimeFunction[],
  functions?: readonly TimeFunction[],
): Matrix {
  if (!functions) return multiply(design, inverse);
  const kept = zeros(design.rows, design.cols);
  columns.forEach((name, column) => {
    if (!functions.includes(name)) return;
    for (let k = 0; k < design.rows; k++) {
      kept.data[k * design.cols + column] = design.data[k * design.cols + column];
    }
  });
  return multiply(kept, inverse);
}
