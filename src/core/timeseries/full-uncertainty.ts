import { NetworkError } from '../errors.ts';
import { fastestLaneKernel } from '../inversion/fastest-lane-kernel.ts';
import type { InversionOptions } from '../inversion/inversion.ts';
import type { MakeLaneKernel } from '../inversion/lane-kernel.ts';
import { type NetworkStructure, networkStructure } from '../inversion/network-structure.ts';
import { makeRelative } from '../inversion/observation-mask.ts';
import { assertBlock, type ObservationBlock, weightingOf } from '../inversion/observations.ts';
import { labelPieces } from '../inversion/pieces.ts';
import { robustSolver } from '../inversion/robust-weights.ts';
import { coherenceWeighting, type Weighting } from '../inversion/weights.ts';
import type { Matrix } from '../linalg/matrix.ts';
import { shifted, temporalNoise } from './temporal-noise.ts';

export interface FullUncertaintySetup {
  /** how the interferograms became the series: phases, with `scale` in the unit of the series per radian */
  readonly inversion: InversionOptions;
  /** effective looks of the coherence, for the misfit s0; undefined where they or the coherence are not known */
  readonly looks?: number;
  /** dates of the fit, all of them dates of the network */
  readonly dates: readonly string[];
  /** G [numDate, numParameter] and G⁺ [numParameter, numDate] */
  readonly design: Matrix;
  readonly inverse: Matrix;
}

export interface FullUncertainty {
  /** variance of every parameter, squared unit of the series [numParameter, numPixel] */
  readonly variances: Float64Array;
  /**
   * s0, the root of the weighted misfit per degree of freedom [numPixel]: 1 where looks and coherence tell the noise; 0 where not
   * known
   */
  readonly misfit: Float32Array;
}

/** Pixels that are copied to the kernel at a time. */
const CHUNK = 512;
/** Share of an interferogram's error that its misfit shows at least: less, and one could be all noise of a date. */
const LEAST_REDUNDANCY = 0.05;

/**
 * Variances of time functions that tell of all noise there is: decorrelation, as large as the misfit of the interferograms shows, and
 * what every date has by itself (atmosphere, motion beyond the model), from the residual of the fit:
 *
 *     sigma_m² = sum_i (w_i (A x)_i)² r_i² / (1 - h_i) + s² g R gᵀ
 *     x = C g,  C = (Aᵀ W A)⁻¹,  r = phase - A C Aᵀ W phase,  h_i = w_i (A C Aᵀ)_ii
 *
 * with g the parameter's row of G⁺. The first term is the covariance of the estimator for errors whose sizes differ and are not known,
 * of each interferogram's own misfit over its share of redundancy (HC2: MacKinnon & White 1985,
 * doi:10.1016/0304-4076(85)90158-7): right also where the weights are not. s² and R are those of {@link temporalNoise}, with C scaled by
 * rᵀ W r over its degrees of freedom. C is never formed: x is one banded solution, and the rest needs C within the band only
 * (`inverseInProfile`).
 *
 * Where a pixel's interferograms are in pieces, or none are left, the second term stands alone; without a series both are 0.
 *
 * @returns a function of the observations as read, which are made relative in place, and of the series as it is fitted
 *   [numDate, numPixel]
 * @throws {NetworkError} for an empty network, or a date of the fit that it does not have
 * @throws {OptionError} for weights that need looks
 */
export function prepareFullUncertainty(
  { inversion, looks, dates, design, inverse }: FullUncertaintySetup,
  makeKernel: MakeLaneKernel = fastestLaneKernel,
): (block: ObservationBlock, series: Float32Array) => FullUncertainty {
  const { references, scale = 1 } = inversion;
  const structure = networkStructure(inversion.pairs);
  const { numIfgram, numUnknown, first, second, diagonal, rowFirst, rowStart } = structure;
  const weigh = weightingOf(inversion);
  const makeRobust = inversion.norm === 'L1' ? robustSolver(inversion) : undefined;
  const inverseVariance = looks === undefined ? undefined : coherenceWeighting('var', looks);
  /** the inversion weighs by the variance of the coherence itself: its misfit is s0 */
  const isNormalised = inversion.weightFunc === 'var' && inversion.looks === looks && !makeRobust;
  const numParameter = design.cols;
  const numDate = dates.length;
  const kernel = makeKernel(
    { structure, weigh, kind: 'phase', references: undefined, numResponse: numParameter },
    CHUNK,
  );
  const { block: room, group, lanes } = kernel;
  const { profile, response, spread } = group;
  const rowOf = Int32Array.from(dates, (date) => rowOfDate(structure, date));
  const noise = temporalNoise(dates, design, inverse);
  const size = (numUnknown + 1) * lanes;
  /** gᵀ of every parameter for all lanes, as `response` has them */
  const rightSides = new Float64Array(response.length);
  for (let j = 0; j < numParameter; j++) {
    for (let k = 0; k < numDate; k++) {
      const at = j * size + rowOf[k] * lanes;
      if (rowOf[k] !== numUnknown) rightSides.fill(inverse.data[j * numDate + k], at, at + lanes);
    }
  }
  const columns = Array.from({ length: numParameter }, (_, j) =>
    Float64Array.from({ length: numDate }, (_, k) => design.data[k * numParameter + j]),
  );
  const moved = columns.map((g) => shifted(g));
  /** what tr(M B M C) takes of a response at each date: 2 B G less what G⁺ has of Gᵀ B G */
  const taken = moved.map((b) => {
    const product = columns.map((a) => a.reduce((sum, value, k) => sum + value * b[k], 0));
    return b.map((value, k) =>
      product.reduce((left, of, l) => left - inverse.data[l * numDate + k] * of, 2 * value),
    );
  });
  const piece = new Int32Array(numUnknown + 1);
  /** entries of the covariance of neighbouring dates of the fit; -1 where it is 0 or not known */
  const neighbourEntry = Int32Array.from({ length: numDate - 1 }, (_, k) => {
    const [low, high] = [Math.min(rowOf[k], rowOf[k + 1]), Math.max(rowOf[k], rowOf[k + 1])];
    return high === numUnknown || low < rowFirst[high] ? -1 : rowStart[high] + low - rowFirst[high];
  });
  const row = new Float64Array(lanes);
  const normalised = new Float64Array(lanes);
  const trace = { power: new Float64Array(lanes), neighbour: new Float64Array(lanes) };
  const rest = { power: new Float64Array(lanes), neighbour: new Float64Array(lanes) };
  const before = new Float64Array(lanes);
  const model = new Float64Array(numParameter * lanes);

  return ({ numPixel, observed, quality, isOff }, series) => {
    assertBlock({ numPixel, observed, quality }, numIfgram, weigh !== undefined);
    if (references) makeRelative(observed, numPixel, references, isOff, 'phase');
    const out = { variances: new Float64Array(numParameter * numPixel), misfit: new Float32Array(numPixel) };
    for (let start = 0; start < numPixel; start += CHUNK) {
      const chunk = Math.min(CHUNK, numPixel - start);
      for (let i = 0; i < numIfgram; i++) {
        const from = i * numPixel + start;
        room.observed.set(observed.subarray(from, from + chunk), i * chunk);
        if (weigh) room.quality.set(quality!.subarray(from, from + chunk), i * chunk);
      }
      for (let p = 0; p < chunk; p++) room.isOff[p] = isOff?.[start + p] ? -1 : 0;
      for (let panel = 0; panel < chunk; panel += kernel.panel * lanes) {
        kernel.load(panel, chunk);
        for (let g = 0, pixel = panel; g < kernel.panel && pixel < chunk; g++, pixel += lanes) {
          kernel.select(g);
          const used = Math.min(lanes, chunk - pixel);
          const block = { numPixel, observed, quality };
          addGroup(block, series, start + pixel, used, out);
        }
      }
    }
    return out;
  };

  /** Variances and misfit of the pixels of a group. @param start first pixel in the block @param used lanes that hold a pixel */
  function addGroup(
    block: ObservationBlock,
    series: Float32Array,
    start: number,
    used: number,
    { variances, misfit }: FullUncertainty,
  ): void {
    const { numPixel } = block;
    const { keep, count } = group;
    for (let p = 0; p < lanes; p++) keep[p] = count[p] > 0 ? 1 : 0;
    refactor();
    kernel.solve();
    makeRobust?.(kernel, used, refactor);
    if (inverseVariance && !isNormalised) sumNormalised(block, start, used, inverseVariance);
    kernel.invertProfile();
    response.set(rightSides);
    for (let j = 0; j < numParameter; j++) kernel.respond(j);
    kernel.sumSpread(LEAST_REDUNDANCY);
    findTraces();
    findMoments(series, numPixel, start, used);
    for (let p = 0; p < used; p++) {
      const pixel = start + p;
      const [power, neighbour] = [rest.power[p], rest.neighbour[p]];
      if (power === 0) continue; // no series
      const freedom = count[p] - numUnknown;
      if (count[p] === 0 || freedom <= 0 || !isWhole(p)) {
        const { variance, time } = noise.split(power, neighbour);
        for (let j = 0; j < numParameter; j++)
          variances[j * numPixel + pixel] = variance * noise.spread[time * numParameter + j];
        continue;
      }
      if (inverseVariance) misfit[pixel] = Math.sqrt((isNormalised ? spread : normalised)[p] / freedom);
      const c = (spread[p] / freedom) * scale * scale;
      const { variance, time } = noise.split(power - c * trace.power[p], neighbour - c * trace.neighbour[p]);
      for (let j = 0; j < numParameter; j++) {
        variances[j * numPixel + pixel] =
          scale * scale * spread[(1 + j) * lanes + p] + variance * noise.spread[time * numParameter + j];
      }
    }
  }

  function refactor(): void {
    kernel.assemble();
    kernel.decompose();
  }

  /** Squares of the residuals of a group weighted by the variance of the coherence. */
  function sumNormalised(
    { numPixel, observed, quality }: ObservationBlock,
    start: number,
    used: number,
    variances: Weighting,
  ): void {
    const { weight, solution } = group;
    normalised.fill(0);
    for (let i = 0; i < numIfgram; i++) {
      const from = i * numPixel + start;
      const [w, a, b] = [i * lanes, first[i] * lanes, second[i] * lanes];
      for (let p = 0; p < used; p++) row[p] = quality![from + p];
      variances(row);
      for (let p = 0; p < used; p++) {
        if (weight[w + p] === 0) continue;
        const r = observed[from + p] - (solution[b + p] - solution[a + p]);
        normalised[p] += row[p] * r * r;
      }
    }
  }

  /** Whether the interferograms of a pixel hang together. */
  function isWhole(p: number): boolean {
    const { hasGap, smallestPivot, largestPivot, weight } = group;
    if (structure.numPiece === 1 && hasGap[p] === 0) return true;
    if (smallestPivot[p] > 0 && largestPivot[p] / smallestPivot[p] < 1e9) return true;
    return labelPieces(first, second, weight, p, lanes, piece) === 1;
  }

  /** tr(M C) and tr(M B M C) of every lane, 1 / weight. */
  function findTraces(): void {
    const { power, neighbour } = trace;
    power.fill(0);
    neighbour.fill(0);
    for (let k = 0; k < numDate; k++) {
      if (rowOf[k] !== numUnknown) {
        const d = diagonal[rowOf[k]] * lanes;
        for (let p = 0; p < lanes; p++) power[p] += profile[d + p];
      }
      if (k > 0 && neighbourEntry[k - 1] >= 0) {
        const e = neighbourEntry[k - 1] * lanes;
        for (let p = 0; p < lanes; p++) neighbour[p] += profile[e + p];
      }
    }
    for (let j = 0; j < numParameter; j++) {
      for (let k = 0; k < numDate; k++) {
        const at = j * size + rowOf[k] * lanes;
        const [own, other] = [columns[j][k], taken[j][k]];
        for (let p = 0; p < lanes; p++) {
          power[p] -= response[at + p] * own;
          neighbour[p] -= response[at + p] * other;
        }
      }
    }
  }

  /** Power of the residual of the fit and of its products of neighbours of every lane, squared unit of the series. */
  function findMoments(series: Float32Array, numPixel: number, start: number, used: number): void {
    const { power, neighbour } = rest;
    model.fill(0);
    for (let j = 0; j < numParameter; j++) {
      const m = j * lanes;
      for (let k = 0, at = start; k < numDate; k++, at += numPixel) {
        const g = inverse.data[j * numDate + k];
        for (let p = 0; p < used; p++) model[m + p] += g * series[at + p];
      }
    }
    power.fill(0);
    neighbour.fill(0);
    before.fill(0);
    for (let k = 0, at = start; k < numDate; k++, at += numPixel) {
      for (let p = 0; p < used; p++) {
        let left = series[at + p];
        for (let j = 0; j < numParameter; j++)
          left -= design.data[k * numParameter + j] * model[j * lanes + p];
        power[p] += left * left;
        neighbour[p] += left * before[p];
        before[p] = left;
      }
    }
  }
}

function rowOfDate({ dates, unknown }: NetworkStructure, date: string): number {
  const place = dates.indexOf(date);
  if (place < 0) {
    throw new NetworkError(
      `No interferogram of the stack has the date ${date} of the series.`,
      'Fit the series that was inverted from this stack.',
    );
  }
  return unknown[place];
}
