import { ShapeError } from '../errors.ts';
import { networkStructure } from '../inversion/network-structure.ts';
import { groundPieces, pieceScratch, placePieces } from '../inversion/pieces.ts';
import { decompose, solveFactored } from '../inversion/skyline.ts';
import type { Pair } from './pairs.ts';

/**
 * Perpendicular baseline of every acquisition from those of the pairs, by unweighted least squares
 * (minimum norm when the network falls into pieces), zero at the first date.
 *
 * @param bperp one value per pair, m
 * @returns [numDate] in time order, m
 * @throws {ShapeError} when pairs and baselines differ in number
 */
export function perpBaselineTimeseries(pairs: readonly Pair[], bperp: ArrayLike<number>): Float64Array {
  if (bperp.length !== pairs.length) {
    throw new ShapeError(`${bperp.length} perpendicular baselines for ${pairs.length} pairs.`);
  }
  const structure = networkStructure(pairs);
  const { numIfgram, numDate, numUnknown, numEntry, first, second, diagonal, coupling } = structure;
  const matrix = new Float64Array(numEntry + 1);
  const solution = new Float64Array(numUnknown + 1);
  for (let i = 0; i < numIfgram; i++) {
    matrix[diagonal[first[i]]]++;
    matrix[diagonal[second[i]]]++;
    matrix[coupling[i]]--;
    solution[first[i]] -= bperp[i];
    solution[second[i]] += bperp[i];
  }
  groundPieces(structure.piece, matrix, diagonal, 0, 1);
  decompose(structure, matrix, 1);
  solveFactored(structure, matrix, solution, 1);
  const series = Float64Array.from(structure.unknown, (row) => solution[row]);
  const pieceOfDate = structure.unknown.map((row) => structure.piece[row]);
  placePieces(series, pieceOfDate, structure.reference, undefined, pieceScratch(numDate));
  const start = series[0];
  return series.map((value) => value - start);
}

/**
 * Perpendicular baseline at which the two spectra no longer overlap and coherence is lost:
 *
 *     B_crit = lambda R tan(theta) · bandwidth / c
 *
 * (Zebker and Villasenor 1992, doi:10.1109/36.175330, for flat terrain).
 *
 * @param wavelength m
 * @param slantRange m
 * @param incidenceAngle rad
 * @param bandwidth of the chirp, Hz
 * @returns m
 */
export function criticalPerpBaseline(
  wavelength: number,
  slantRange: number,
  incidenceAngle: number,
  bandwidth: number,
): number {
  return (wavelength * slantRange * Math.tan(incidenceAngle) * bandwidth) / 299_792_458;
}
