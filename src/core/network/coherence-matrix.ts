import { type Matrix, zeros } from '../linalg/matrix.ts';
import { datesOfPairs, type Pair, pairIndices } from './pairs.ts';

/**
 * Coherence between any two acquisitions, the picture of a network's quality.
 *
 * @param coherence one value per pair
 * @param fill both triangles (symmetric), or one of them
 * @param diagonal value of a date with itself
 * @returns [numDate, numDate]; NaN where there is no pair
 */
export function coherenceMatrix(
  pairs: readonly Pair[],
  coherence: ArrayLike<number>,
  { fill = 'both', diagonal = Number.NaN }: { fill?: 'both' | 'upper' | 'lower'; diagonal?: number } = {},
): Matrix {
  const dates = datesOfPairs(pairs);
  const { first, second } = pairIndices(pairs, dates);
  const matrix = zeros(dates.length, dates.length);
  matrix.data.fill(Number.NaN);
  for (let i = 0; i < pairs.length; i++) {
    const early = Math.min(first[i], second[i]);
    const late = Math.max(first[i], second[i]);
    if (fill !== 'lower') matrix.data[early * matrix.cols + late] = coherence[i];
    if (fill !== 'upper') matrix.data[late * matrix.cols + early] = coherence[i];
  }
  for (let k = 0; k < dates.length; k++) matrix.data[k * matrix.cols + k] = diagonal;
  return matrix;
}
