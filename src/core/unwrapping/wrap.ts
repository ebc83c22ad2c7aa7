/**
 * Wrap a phase into [low, high):
 *
 *     wrapped = mod(phase - low, high - low) + low
 *
 * with a modulus that is never negative. The default range is [-pi, pi).
 */
export function wrap(phase: number, low = -Math.PI, high = Math.PI): number {
  const range = high - low;
  const rest = (phase - low) % range;
  return (rest < 0 ? rest + range : rest) + low;
}

/** Difference of two phases on the circle, arg(exp(j b) exp(-j a)), in (-pi, pi]; the sign is that of b - a. */
export function wrappedDifference(a: number, b: number): number {
  return Math.atan2(Math.sin(b - a), Math.cos(b - a));
}
