import { temporalBaselines } from '../dates.ts';
import { displacementPerRadian } from '../inversion/displacement-scale.ts';
import { prepareInversion } from '../inversion/inversion.ts';
import { phasePdf } from '../inversion/phase-variance.ts';
import { coherenceWeighting, type WeightFunction } from '../inversion/weights.ts';
import { pseudoInverse } from '../linalg/decompositions.ts';
import { zeros } from '../linalg/matrix.ts';
import { sequentialPairs } from '../network/pair-selection.ts';
import { pairIndices } from '../network/pairs.ts';
import { createLookSampler } from '../simulation/decorrelation.ts';
import { variableDisplacement } from '../simulation/variable-displacement.ts';
import { createRandom } from '../stats/random.ts';
import { DATES_OF_PAPER, type ExperimentRow, SENTINEL_WAVELENGTH } from './experiment.ts';

/** Decorrelation of figures 1 and S2: memory in days, share that persists, looks; more pixels where there is more noise. */
const CELLS = [
  { memory: 200, persistent: 0, looks: 20, share: 0.6 },
  { memory: 200, persistent: 0, looks: 50, share: 0.6 },
  { memory: 200, persistent: 0.2, looks: 20, share: 0.6 },
  { memory: 200, persistent: 0.4, looks: 20, share: 0.6 },
  { memory: 50, persistent: 0.1, looks: 20, share: 4 },
] as const;

const WEIGHTS: readonly WeightFunction[] = ['no', 'coh', 'fim', 'var'];
const WORDS = {
  no: 'uniform',
  coh: 'coherence',
  fim: 'Fisher information',
  var: 'inverse variance',
} as const;

/** mm by which a simulated error may be off. */
const TOLERANCE = 0.05;

/**
 * E1: root mean square error of the series by four weight functions (Yunjun et al. 2019, figures 1 and S2): 98 dates, 10
 * connections, noise of every pair drawn from the phase density at its coherence, persistent + (1 - persistent) exp(-t / memory).
 *
 * The estimator is linear in the phase, so that its error is known without a simulation: with sigma^2 the second moment of the
 * density, G = (A' W A)^-1 A' W and D dates,
 *
 *     RMSE^2 = sum_d sum_e G_de^2 sigma_e^2 / D
 *
 * @throws {OptionError} never: weights and looks are its own
 * @param samples pixels drawn for a cell, more or less
 */
export function weightExperiment(seed: number, samples: number): ExperimentRow[] {
  const pairs = sequentialPairs(DATES_OF_PAPER, 10);
  const days = temporalBaselines(DATES_OF_PAPER);
  const { first, second } = pairIndices(pairs, DATES_OF_PAPER);
  const scale = displacementPerRadian(SENTINEL_WAVELENGTH);
  const truth = variableDisplacement(days);
  return CELLS.flatMap(({ memory, persistent, looks, share }, cell) => {
    const numSample = Math.round(share * samples);
    const coherence = Float64Array.from(first, (from, e) => {
      return persistent + (1 - persistent) * Math.exp(-Math.abs(days[second[e]] - days[from]) / memory);
    });
    const draw = createLookSampler(looks, createRandom(100 * seed + cell));
    const sample = { phase: 0, coherence: 0 };
    const size = pairs.length * numSample;
    const observed = new Float32Array(size);
    const quality = new Float32Array(size);
    for (let e = 0; e < pairs.length; e++)
      for (let p = 0; p < numSample; p++) {
        draw(coherence[e], sample);
        observed[e * numSample + p] = (truth[second[e]] - truth[first[e]]) / scale + sample.phase;
        quality[e * numSample + p] = coherence[e];
      }
    const moments = new Map([...new Set(coherence)].map((gamma) => [gamma, phaseSecondMoment(looks, gamma)]));
    const variance = coherence.map((gamma) => moments.get(gamma)!);
    return WEIGHTS.map((weightFunc): ExperimentRow => {
      const { timeseries } = prepareInversion({ weightFunc, pairs, looks, scale }).invert({
        numPixel: numSample,
        observed,
        quality,
      });
      let squares = 0;
      for (let i = 0; i < timeseries.length; i++)
        squares += (timeseries[i] - truth[Math.floor(i / numSample)]) ** 2;
      const weight = Float64Array.from(coherence);
      coherenceWeighting(weightFunc, looks)(weight);
      return {
        experiment: 'E1',
        what: `error of the series, ${WORDS[weightFunc]}, ${looks} looks, memory ${memory} days to ${persistent}`,
        unit: 'mm',
        published: 'figures 1, S2',
        expected:
          1000 * Math.abs(scale) * expectedError(first, second, DATES_OF_PAPER.length, weight, variance),
        ours: 1000 * Math.sqrt(squares / timeseries.length),
        limit: TOLERANCE,
        isDistance: true,
      };
    });
  });
}

/** Second moment of the phase density, rad^2, by the midpoint rule: exact to rounding for what is smooth and periodic. */
function phaseSecondMoment(looks: number, coherence: number): number {
  const count = 2000;
  let [sum, mass] = [0, 0];
  for (let k = 0; k < count; k++) {
    const phase = -Math.PI + ((k + 0.5) * 2 * Math.PI) / count;
    const density = phasePdf(looks, coherence, phase);
    sum += density * phase * phase;
    mass += density;
  }
  return sum / mass;
}

function expectedError(
  first: Int32Array,
  second: Int32Array,
  numDate: number,
  weight: Float64Array,
  variance: Float64Array,
): number {
  const size = numDate - 1; // relative to the first date
  const normal = zeros(size, size);
  const add = (i: number, j: number, value: number) => {
    if (i > 0 && j > 0) normal.data[(i - 1) * size + j - 1] += value;
  };
  for (let e = 0; e < weight.length; e++) {
    add(first[e], first[e], weight[e]);
    add(second[e], second[e], weight[e]);
    add(first[e], second[e], -weight[e]);
    add(second[e], first[e], -weight[e]);
  }
  const { inverse } = pseudoInverse(normal);
  const at = (d: number, k: number) => (k === 0 ? 0 : inverse.data[d * size + k - 1]);
  let sum = 0;
  for (let d = 0; d < size; d++)
    for (let e = 0; e < weight.length; e++)
      sum += (weight[e] * (at(d, second[e]) - at(d, first[e]))) ** 2 * variance[e];
  return Math.sqrt(sum / numDate);
}
