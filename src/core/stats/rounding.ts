/** Round to one significant digit, ties to the even digit: 0.0987 -> 0.1, 950.1 -> 1000. */
export function roundTo1(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  // All digits of the double: 0.95 is slightly less than it looks and becomes 0.9.
  const [digits, exponent] = x.toExponential(60).split('e');
  const isTie = /^-?\d\.50*$/.test(digits);
  return Number(isTie ? `${roundHalfEven(Number(digits))}e${exponent}` : x.toExponential(0));
}

/** Next number with one significant digit toward +infinity: 0.0123 -> 0.02, -37.2 -> -30. */
export function ceilTo1(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const [digits, exponent] = x.toExponential().split('e');
  return Number(`${Math.ceil(Number(digits))}e${exponent}`);
}

/** Nearest whole number, halves to the even one, as numpy's rint; never -0. */
export function roundHalfEven(value: number): number {
  const nearest = Math.round(value);
  return (Math.abs(value % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest) + 0;
}

/** Smallest odd integer that is not less than x. */
export function ceilToOdd(x: number): number {
  return 2 * Math.floor(Math.ceil(x) / 2) + 1;
}

/** Largest power of two that is not greater than n, n >= 1. */
export function floorToPowerOf2(n: number): number {
  return 2 ** Math.floor(Math.log2(n));
}
