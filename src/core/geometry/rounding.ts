/** Nearest whole number, halves to the even one, as numpy's rint; never -0. */
export function roundHalfEven(value: number): number {
  const nearest = Math.round(value);
  return (Math.abs(value % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest) + 0;
}
