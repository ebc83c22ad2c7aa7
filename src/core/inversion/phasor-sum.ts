const { fround } = Math;

/**
 * Sums of phasors of residuals, of any number of pixels side by side. With half the residual h = residual / 2,
 *
 *     sum of cos residual = K - 2 sum sin^2 h,     sum of sin residual = 2 sum sin h cos h
 *
 * Only the sums on the right are kept: what is not observed adds nothing, and where residuals are small, so are they.
 *
 * Residuals are rounded to single precision and reduced to t turns in [-1/2, 1/2]; sin(pi t) and cos(pi t) are minimax
 * polynomials in t^2 (cos residual and sin residual with a root mean square error of 1e-7, and no bias). Eight
 * interferograms are summed in single precision, then in double: a temporal coherence errs by a few 1e-8. Of residuals
 * of 2^20 turns and more (fill values among the phases) single precision keeps no phase: they count as incoherent, a
 * phasor of length 0.
 * Every operation rounds by itself, so that vector instructions give the same bits.
 */
export interface PhasorSum {
  /** [numPixel] sum of sin^2 h and of sin h cos h */
  readonly squares: Float64Array;
  readonly products: Float64Array;
  /** Forget what was summed. */
  clear(): void;
  /** Add one interferogram. @param residual [numPixel] rad; NaN = not observed */
  add(residual: Float64Array): void;
  /** Complete `squares` and `products` after the last interferogram. */
  finish(): void;
}

/** Interferograms summed in single precision. */
const RUN = 8;
const TURN = fround(1 / (2 * Math.PI));
/** Turns from which on no phase is left. */
export const FAR = 2 ** 20;
/** sin^2 of a quarter of a turn's half is 1/2: it leaves nothing of the cosine. */
const QUARTER = 0.25;

/** An empty {@link PhasorSum} of `numPixel` pixels. */
export function phasorSum(numPixel: number): PhasorSum {
  const squares = new Float64Array(numPixel);
  const products = new Float64Array(numPixel);
  const squaresOfRun = new Float32Array(numPixel);
  const productsOfRun = new Float32Array(numPixel);
  let inRun = 0;

  function finish(): void {
    for (let p = 0; p < numPixel; p++) {
      squares[p] += squaresOfRun[p];
      products[p] += productsOfRun[p];
    }
    squaresOfRun.fill(0);
    productsOfRun.fill(0);
    inRun = 0;
  }

  return {
    squares,
    products,
    finish,
    clear() {
      finish();
      squares.fill(0);
      products.fill(0);
    },
    add(residual) {
      for (let p = 0; p < numPixel; p++) {
        const turns = turnsOf(residual[p]);
        const isFar = Math.abs(turns) >= FAR;
        const t = isFar ? QUARTER : halfTurns(turns);
        const u = fround(t * t);
        const s = fround(t * sine(u));
        squaresOfRun[p] += fround(s * s);
        productsOfRun[p] += isFar ? 0 : fround(s * cosine(u));
      }
      if (++inRun === RUN) finish();
    },
  };
}

/** Phase in turns, in single precision. */
export function turnsOf(phase: number): number {
  return fround(fround(phase) * TURN);
}

/** Turns brought to -1/2 to 1/2; 0 for NaN. */
function halfTurns(turns: number): number {
  const t = fround(turns - Math.floor(fround(turns + 0.5)));
  return Number.isNaN(t) ? 0 : t;
}

/** sin(pi t) / t by u = t^2. */
function sine(u: number): number {
  let s = fround(fround(-0.5985945463180542) + fround(u * fround(0.07816819846630096)));
  s = fround(fround(2.550137758255005) + fround(u * s));
  s = fround(fround(-5.167714595794678) + fround(u * s));
  return fround(fround(3.1415927410125732) + fround(u * s));
}

/** cos(pi t) by u = t^2. */
function cosine(u: number): number {
  let c = fround(fround(-1.3318802118301392) + fround(u * fround(0.2196968048810959)));
  c = fround(fround(4.05841064453125) + fround(u * c));
  c = fround(fround(-4.934792518615723) + fround(u * c));
  return fround(fround(0.9999999403953552) + fround(u * c));
}
