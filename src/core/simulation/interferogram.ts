import { type Grid, grid } from '../array.ts';
import { DEGREE } from '../geometry/earth.ts';
import type { Pairs } from './acquisition-dates.ts';
import { coherenceOf, createLookSampler, type LookSample } from './decorrelation.ts';
import { displacementAt } from './deformation.ts';
import { addDelays } from './delay-screens.ts';
import { phasePerDisplacement } from './forward-model.ts';
import { powerLawFields } from './random-field.ts';
import { randomStream } from './random-stream.ts';
import type { SceneOptions } from './scene-options.ts';
import type { Surface } from './surface.ts';
import type { Truth } from './truth.ts';
import { regionsBySize } from './unwrapping-errors.ts';

/** One unwrapped interferogram as a processor delivers it; zeros where there are no data. */
export interface Interferogram {
  /** rad */
  readonly unwrapPhase: Grid;
  readonly coherence: Grid;
  /** 0 = not reliable, 1, 2, ... by size */
  readonly connectComponent: Grid<Uint8Array>;
  /** magnitude of the interferogram */
  readonly amplitude: Grid;
}

/** True coherence from which on an unwrapper trusts its result. */
const RELIABLE_COHERENCE = 0.3;

/** What the interferograms are made of; see `Scene` for units. */
export interface InterferogramSources {
  readonly options: SceneOptions;
  readonly seed: number;
  readonly wavelength: number;
  readonly surface: Surface;
  readonly truth: Truth;
  readonly pairs: Pairs;
  /** days [numIfgram] */
  readonly tbase: readonly number[];
  readonly bperp: Float64Array;
}

/** Pixels at the near edge of a line that no burst covers: a wedge, widest in the first line. */
function wedge(y: number, length: number, width: number): number {
  return Math.max(0, Math.round(0.04 * width * (1 - (1.5 * y) / length)));
}

/**
 * A function that makes interferogram `k`.
 *
 *     phase = -4 pi / lambda (d_2 - d_1) + noise + 2 pi * cycles
 *
 * with d the displacement, delays and ramps of a date and the effect of the elevation error,
 * `B_perp / (R sin theta) * dz` (Berardino et al. 2002, doi:10.1109/TGRS.2002.803792). Whole islands are off by whole
 * cycles where the truth says so; where the phase is not reliable, patches are.
 */
export function createInterferograms(sources: InterferogramSources): (k: number) => Interferogram {
  const { options, seed, surface, truth, pairs, bperp } = sources;
  const { length, width } = options;
  const size = length * width;
  const scale = phasePerDisplacement(sources.wavelength);
  const { slantRangeDistance, incidenceAngle } = surface.geometry;
  const perBaseline = new Float64Array(size); // apparent displacement per metre of baseline
  for (let i = 0; i < size; i++) {
    const sin = Math.sin(incidenceAngle.data[i] * DEGREE);
    perBaseline[i] = truth.demError.data[i] / (slantRangeDistance.data[i] * sin);
  }
  const [patches, otherPatches] = powerLawFields(length, width, 2.5, randomStream(seed, 'patches'));
  const leastArea = Math.max(8, 0.001 * size);

  const apparent = (d: number): Float64Array => {
    const out = new Float64Array(size);
    displacementAt(truth.deformation, d, out);
    addDelays(truth.delays, d, out);
    for (let i = 0; i < size; i++) out[i] += bperp[d] * perBaseline[i];
    return out;
  };
  // Pairs come sorted by reference date: a handful of dates serves all that follow each other.
  const recent = new Map<number, Float64Array>();
  const remembered = (d: number): Float64Array => {
    const known = recent.get(d) ?? apparent(d);
    recent.delete(d);
    recent.set(d, known);
    if (recent.size > 6) recent.delete(recent.keys().next().value as number);
    return known;
  };

  return (k) => {
    const [reference, secondary] = pairs[k];
    const first = remembered(reference);
    const second = remembered(secondary);
    const random = randomStream(seed, 'noise', k);
    const draw = createLookSampler(options.numLook, random);
    const mixture = 2 * Math.PI * random(); // of the two fields: patches differ between interferograms
    const patchShare = 0.8 * Math.cos(mixture);
    const otherShare = 0.8 * Math.sin(mixture);
    const sample: LookSample = { phase: 0, coherence: 0 };

    const unwrapPhase = new Float32Array(size);
    const coherence = new Float32Array(size);
    const amplitude = new Float32Array(size);
    const reliable = new Uint8Array(size);
    const cyclesOf = new Int8Array(256);
    for (const { island, cycles } of truth.unwrappingErrors[k]) cyclesOf[island] = cycles;
    const tbase = sources.tbase[k];
    const baseline = bperp[secondary] - bperp[reference];

    for (let y = 0; y < length; y++) {
      for (let x = wedge(y, length, width); x < width; x++) {
        const i = y * width + x;
        const isLand = surface.waterMask.data[i] === 1;
        const trueCoherence = coherenceOf(surface.vegetation.data[i], isLand, tbase, baseline);
        const isReliable = trueCoherence >= RELIABLE_COHERENCE;
        let phase = scale * (second[i] - first[i]);
        if (options.noise) {
          draw(trueCoherence, sample);
          phase += sample.phase;
          // An unwrapper loses count in patches where it finds only noise.
          const patch = patchShare * patches.data[i] + otherShare * otherPatches.data[i];
          if (!isReliable) phase += 2 * Math.PI * Math.round(patch);
          coherence[i] = sample.coherence;
        } else coherence[i] = trueCoherence;
        // Zero means no data.
        unwrapPhase[i] = phase + 2 * Math.PI * cyclesOf[truth.islands.data[i]] || 1e-12;
        amplitude[i] = surface.amplitude.data[i] * (0.6 + 0.8 * coherence[i]);
        reliable[i] = isReliable ? 1 : 0;
      }
    }
    return {
      unwrapPhase: grid(unwrapPhase, length, width),
      coherence: grid(coherence, length, width),
      connectComponent: regionsBySize(grid(reliable, length, width), leastArea),
      amplitude: grid(amplitude, length, width),
    };
  };
}
