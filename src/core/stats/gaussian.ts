import type { Random } from './random.ts';

/** Standard normal numbers by the polar method (Marsaglia & Bray 1964, doi:10.1137/1006063). */
export function createGaussian(random: Random): () => number {
  let spare = 0;
  let hasSpare = false;
  return () => {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    let u = 0;
    let v = 0;
    let s = 0;
    do {
      u = 2 * random() - 1;
      v = 2 * random() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const scale = Math.sqrt((-2 * Math.log(s)) / s);
    spare = v * scale;
    hasSpare = true;
    return u * scale;
  };
}

/**
 * Gamma(shape, 1) numbers for shapes of 1 and more, drawn exactly by rejection
 * (Marsaglia & Tsang 2000, doi:10.1145/358407.358414).
 */
export function createGamma(shape: number, random: Random, gaussian = createGaussian(random)): () => number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  return () => {
    for (;;) {
      const x = gaussian();
      const t = 1 + c * x;
      if (t <= 0) continue;
      const v = t * t * t;
      const u = random();
      if (u < 1 - 0.0331 * x * x * x * x || Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v)))
        return d * v;
    }
  };
}
