import { loadBands, PANEL } from '../linalg/band-panels.ts';
import { bandPanels } from '../linalg/fastest-band-panels.ts';
import type { Matrix } from '../linalg/matrix.ts';

/** Sums over what a fit leaves of every pixel, squared unit of the series [numPixel] each. */
export interface ResidualMoments {
  /** eᵀ e */
  readonly power: Float64Array;
  /** eᵀ B e with B as `shifted` has it: the products of neighbouring dates */
  readonly neighbour: Float64Array;
}

/**
 * Prepare the moments of the residual e = d - G G⁺ d that {@link temporalNoise} splits.
 *
 * @param design G [numDate, numParameter]
 * @param inverse G⁺ [numParameter, numDate]
 * @returns function of a block of series [numDate, numPixel]
 */
export function residualMoments(
  design: Matrix,
  inverse: Matrix,
): (series: Float32Array, numPixel: number) => ResidualMoments {
  const { bands, sums, matrices, project, sumMoments } = bandPanels({
    bands: { series: design.rows },
    sums: { parameters: design.cols, power: 1, neighbour: 1 },
    matrices: { design, inverse },
  });
  return (series, numPixel) => {
    const out = { power: new Float64Array(numPixel), neighbour: new Float64Array(numPixel) };
    for (let start = 0; start < numPixel; start += PANEL) {
      const count = Math.min(PANEL, numPixel - start);
      loadBands(bands.series, series, numPixel, start, count);
      project(matrices.inverse, bands.series, sums.parameters, count);
      sumMoments(matrices.design, sums.parameters, bands.series, sums, count);
      out.power.set(sums.power.values.subarray(0, count), start);
      out.neighbour.set(sums.neighbour.values.subarray(0, count), start);
    }
    return out;
  };
}
