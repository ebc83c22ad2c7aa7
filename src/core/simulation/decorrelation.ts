import { expectedCoherence } from '../network/decorrelation-model.ts';
import { createGamma, createGaussian } from '../stats/gaussian.ts';
import type { Random } from '../stats/random.ts';

/** Baseline at which nothing is left of the common spectrum of Sentinel-1, m. */
const CRITICAL_BASELINE = 5000;
/** Days after which vegetation has forgotten most of its phase. */
const MEMORY = 50;
const WATER = 0.03;
const DENSE_VEGETATION = 0.08;

/**
 * Coherence of a pixel by {@link expectedCoherence}, with a share that never decorrelates from 0.95 on bare rock to 0.2 on
 * green land.
 *
 * @param vegetation 0 to 1; from 0.97 on nothing but noise is left
 * @param isLand false for water
 * @param tbase days
 * @param bperp m
 */
export function coherenceOf(vegetation: number, isLand: boolean, tbase: number, bperp: number): number {
  if (!isLand) return WATER;
  if (vegetation >= 0.97) return DENSE_VEGETATION;
  const model = {
    thermal: 0.96,
    persistent: 0.95 - 0.75 * vegetation,
    memory: MEMORY,
    criticalBaseline: CRITICAL_BASELINE,
  };
  return Math.max(DENSE_VEGETATION, expectedCoherence(model, tbase, bperp));
}

/** One multilooked sample: phase error (rad, -pi to pi) and the coherence that would be estimated with it. */
export interface LookSample {
  phase: number;
  coherence: number;
}

/**
 * Phase noise and sample coherence of pixels with `numLook` independent looks, drawn jointly and exactly.
 *
 * The look-averaged covariance of two circular Gaussian signals is complex Wishart distributed (Lee et al. 1994,
 * doi:10.1109/36.312890). Its Bartlett factor needs one Gaussian pair and two gamma numbers, whatever the number of
 * looks: with t11^2 ~ Gamma(L), t22^2 ~ Gamma(L - 1), t21 complex normal and s^2 = 1 - gamma^2,
 *
 *     u = gamma t11 + s t21,   phase = arg u,   sample coherence = |u| / sqrt(|u|^2 + s^2 t22^2)
 *
 * @param numLook independent looks, 2 or more
 * @returns a function that fills `out` for a true coherence
 */
export function createLookSampler(
  numLook: number,
  random: Random,
): (coherence: number, out: LookSample) => void {
  const gaussian = createGaussian(random);
  const gammaFirst = createGamma(numLook, random, gaussian);
  const gammaSecond = createGamma(Math.max(1, numLook - 1), random, gaussian);
  return (coherence, out) => {
    const s2 = Math.max(0, 1 - coherence * coherence);
    const s = Math.sqrt(s2 / 2); // real and imaginary part of t21 have variance 1/2
    const re = coherence * Math.sqrt(gammaFirst()) + s * gaussian();
    const im = s * gaussian();
    const power = re * re + im * im;
    out.phase = Math.atan2(im, re);
    out.coherence = Math.sqrt(power / (power + s2 * gammaSecond()));
  };
}
