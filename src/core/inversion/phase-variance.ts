import { OptionError } from '../errors.ts';

/** Above this number of looks the variance barely falls and the series lose digits. */
export const MAX_PDF_LOOKS = 80;

const NUM_NODE = 200;
const STEP = 1 / NUM_NODE;
const HALF_STEP = STEP / 2;

/**
 * Probability density of the interferometric phase of distributed scatterers with true phase zero (Tough et al.
 * 1995, doi:10.1098/rspa.1995.0071; Hanssen 2001, eq. 4.2.23), with beta = gamma cos(phase) and L looks:
 *
 *     p = (1 - gamma^2)^L / 2pi · { Gamma(2L-1) / (Gamma(L)^2 2^(2L-2))
 *           · [ (2L-1) beta / (1 - beta^2)^(L + 1/2) · (pi/2 + asin beta) + 1 / (1 - beta^2)^L ]
 *         + 1 / (2(L-1)) · sum_(r=0)^(L-2) Gamma(L-1/2) / Gamma(L-1/2-r) · Gamma(L-1-r) / Gamma(L-1)
 *           · [1 + (2r+1) beta^2] / (1 - beta^2)^(r+2) }
 *
 * @param looks whole number, 1 or more
 * @param coherence 0 to 1, below 1
 * @param phase rad
 */
export function phasePdf(looks: number, coherence: number, phase: number): number {
  return incoherence(looks, coherence) * phasePdfShape(looks)(Math.abs(coherence) * Math.cos(phase));
}

/** What {@link phasePdf} owes to the coherence alone: (1 - gamma^2)^L / 2pi. */
function incoherence(L: number, coherence: number): number {
  return (1 - coherence * coherence) ** L / (2 * Math.PI);
}

/** The braces of {@link phasePdf} as a function of beta: the ratios of Gammas are worked out once. */
function phasePdfShape(L: number): (beta: number) => number {
  // Gamma(2L-1) / (Gamma(L)^2 2^(2L-2)) = prod_(k=1)^(L-1) (2k-1) / 2k: no overflow for any L.
  let central = 1;
  for (let k = 1; k < L; k++) central *= (2 * k - 1) / (2 * k);
  // The ratio of Gammas grows by (L-1/2-r) / (L-1-r) from one r to the next.
  const ratio = new Float64Array(Math.max(0, L - 1)).fill(1 / (2 * (L - 1)));
  for (let r = 0; r < L - 2; r++) ratio[r + 1] = ratio[r] * ((L - 1.5 - r) / (L - 2 - r));

  return (beta) => {
    const square = beta * beta;
    const inverse = 1 / (1 - square);
    const angle = (2 * L - 1) * beta * (Math.PI / 2 + Math.asin(beta));
    let sum = central * (angle * Math.sqrt(inverse) + 1) * inverse ** L;
    let power = inverse * inverse;
    for (let r = 0; r < ratio.length; r++) {
      sum += ratio[r] * (1 + (2 * r + 1) * square) * power;
      power *= inverse;
    }
    return sum;
  };
}

/**
 * Phase variance of distributed scatterers, rad^2, at the 200 coherences 0.0025, 0.0075, ... 0.9975.
 *
 * The sum of phase^2 p over 200 points from -pi to pi, both included, times 2 pi / 200. That step is slightly too
 * small for the points; published weights depend on it, hence it is kept. More than 80 looks count as 80.
 *
 * @param looks effective looks, 1 or more
 * @returns [200], rad^2, all above 0
 * @throws {OptionError} for looks that are no whole number above 0
 */
export function phaseVarianceTable(looks: number): Float64Array {
  if (!Number.isInteger(looks) || looks < 1) {
    throw new OptionError(`${looks} effective looks.`, 'Round to a whole number of at least 1.');
  }
  const L = Math.min(looks, MAX_PDF_LOOKS);
  const shape = phasePdfShape(L);
  // The density is even and so are the points: half of them, counted twice, are all.
  const phase = Float64Array.from(
    { length: NUM_NODE / 2 },
    (_, k) => Math.PI - (2 * Math.PI * k) / (NUM_NODE - 1),
  );
  const cosine = phase.map(Math.cos);
  const table = Float64Array.from({ length: NUM_NODE }, (_, node) => {
    const coherence = HALF_STEP + node * STEP;
    let sum = 0;
    for (let k = 0; k < phase.length; k++) sum += phase[k] * phase[k] * shape(coherence * cosine[k]);
    return (2 * sum * incoherence(L, coherence) * 2 * Math.PI) / NUM_NODE;
  });
  // Rounding may push the variance of the most coherent nodes to zero or below.
  const smallest = table.reduce((least, value) => (value > 0 && value < least ? value : least), Infinity);
  return table.map((value) => (value > 0 ? value : smallest));
}

/** Node of {@link phaseVarianceTable} for a coherence: the one at or below, as the reference truncates. */
export function phaseVarianceNode(coherence: number): number {
  const clipped = Math.min(Math.max(coherence, HALF_STEP), 1 - HALF_STEP);
  return Math.trunc((clipped - HALF_STEP) / STEP);
}

/**
 * Phase variance of persistent scatterers, rad^2: (1 - gamma^2) / (2 L gamma^2), at most 80 looks
 * (Rodriguez and Martin 1992, doi:10.1049/ip-f-2.1992.0018).
 */
export function pointPhaseVariance(coherence: number, looks = 1): number {
  const clipped = Math.min(Math.max(coherence, HALF_STEP), 1 - HALF_STEP);
  return (1 - clipped * clipped) / (2 * Math.min(looks, MAX_PDF_LOOKS) * clipped * clipped);
}

/**
 * Standard deviation of the shift found by cross correlation, in pixels (Bamler and Eineder 2005,
 * doi:10.1109/LGRS.2004.843203): sqrt(3/2N) sqrt(1 - g^2) / (pi g) for complex images,
 * sqrt(3/10N) sqrt(2 + 5 g^2 - 7 g^4) / (pi g^2) for intensities.
 * @param numSample independent samples N in the window
 */
export function crossCorrelationStd(
  numSample: number,
  coherence: number,
  images: 'complex' | 'intensity',
): number {
  const g2 = coherence * coherence;
  return images === 'complex'
    ? (Math.sqrt(3 / (2 * numSample)) * Math.sqrt(1 - g2)) / (Math.PI * coherence)
    : (Math.sqrt(3 / (10 * numSample)) * Math.sqrt(2 + 5 * g2 - 7 * g2 * g2)) / (Math.PI * g2);
}
