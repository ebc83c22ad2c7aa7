import { assertSameShape, type Grid } from '../array.ts';
import { ReferencePointError } from '../errors.ts';
import { trueVelocity } from './deformation.ts';
import type { Scene } from './scene.ts';

/** How an estimate compares with the truth. */
export interface TruthComparison {
  /** root mean square of estimate - truth, mm/year */
  readonly rms: number;
  /** root mean square of the truth itself about its mean, mm/year: what there was to find */
  readonly truth: number;
  /** Pearson correlation of estimate and truth; NaN when either does not vary */
  readonly correlation: number;
  /** pixels compared */
  readonly numPixel: number;
}

/**
 * Compare an estimated velocity with what the simulator put in.
 *
 * Fair means: the truth is the line that fits the true displacement best over the dates used, and both fields are
 * relative to the reference pixel, to which displacement was referred before anything else.
 *
 * @param velocity m/year toward the satellite [length, width]; NaN = no estimate
 * @param mask [length, width], 1 = compare, e.g. maskTempCoh
 * @param reference pixel of the estimate
 * @param usedDates YYYYMMDD that took part in the fit; all by default
 * @throws {ShapeError} when the estimate is not on the grid of the scene
 * @throws {ReferencePointError} when the reference pixel lies outside
 */
export function compareVelocity(
  scene: Scene,
  velocity: Grid,
  mask: Grid<Uint8Array>,
  reference: { readonly y: number; readonly x: number },
  usedDates: readonly string[] = scene.dates,
): TruthComparison {
  const { length, width } = scene.options;
  const used = usedDates.map((date) => scene.dates.indexOf(date)).filter((d) => d >= 0);
  const truth = trueVelocity(scene.truth.deformation, scene.years, [length, width], used);
  assertSameShape(velocity, truth);
  assertSameShape(mask, truth);
  const { y, x } = reference;
  if (!(y >= 0 && y < length && x >= 0 && x < width)) {
    throw new ReferencePointError(
      `Reference pixel (y ${y}, x ${x}) is outside the ${length} x ${width} scene.`,
    );
  }
  const atReference = y * width + x;
  const truthOffset = truth.data[atReference];
  const offset = Number.isFinite(velocity.data[atReference]) ? velocity.data[atReference] : 0;

  let [n, squares, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < mask.data.length; i++) {
    const a = 1000 * (velocity.data[i] - offset);
    if (mask.data[i] === 0 || Number.isNaN(a)) continue;
    const b = 1000 * (truth.data[i] - truthOffset);
    n++;
    squares += (a - b) ** 2;
    sumA += a;
    sumB += b;
    sumAA += a * a;
    sumBB += b * b;
    sumAB += a * b;
  }
  const varianceA = sumAA / n - (sumA / n) ** 2;
  const varianceB = sumBB / n - (sumB / n) ** 2;
  return {
    rms: Math.sqrt(squares / n),
    truth: Math.sqrt(Math.max(0, varianceB)),
    correlation: (sumAB / n - (sumA / n) * (sumB / n)) / Math.sqrt(varianceA * varianceB),
    numPixel: n,
  };
}
