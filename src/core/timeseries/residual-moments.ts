import { loadBands, PANEL, scaleBands } from '../linalg/band-panels.ts';
import { bandPanels } from '../linalg/fastest-band-panels.ts';
import { type Factorisation, whitened } from './fit.ts';

/** Sums over what a fit leaves of every pixel, squared unit of the series [numPixel] each. */
export interface ResidualMoments {
  /** eᵀ e */
  readonly power: Float64Array;
  /** eᵀ B e with B as `shifted` has it: the products of neighbouring dates */
  readonly neighbour: Float64Array;
}

/**
 * Prepare the moments of the residual e = d - G G⁺ d that `temporalNoise` splits, times the roots of the weights of its dates.
 *
 * @returns function of a block of series [numDate, numPixel]
 */
export function residualMoments(
  factorisation: Factorisation,
): (series: Float32Array, numPixel: number) => ResidualMoments {
  const { design } = whitened(factorisation);
  const { inverse, roots } = factorisation;
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
      if (roots) scaleBands(bands.series, roots, count);
      sumMoments(matrices.design, sums.parameters, bands.series, sums, count);
      out.power.set(sums.power.values.subarray(0, count), start);
      out.neighbour.set(sums.neighbour.values.subarray(0, count), start);
    }
    return out;
  };
}
