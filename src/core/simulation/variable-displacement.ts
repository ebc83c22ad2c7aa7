/** Days of a year of the rates. */
const YEAR = 365.25;

/**
 * A displacement that is hard to follow, for trying how an inversion or a fit does: slow motion away from the satellite (15 mm a
 * year) that is interrupted, after a fifth of the dates, by a relaxation (0.03 ln t, t days), after half of them by a fast uplift
 * (150 mm a year more, from 9 cm), and goes on alone after four fifths.
 *
 * @param days [numDate] in order, days
 * @returns [numDate], m, 0 at the first date
 */
export function variableDisplacement(days: ArrayLike<number>): Float64Array {
  const n = days.length;
  const [relaxes, rises, ends] = [Math.floor(n / 5), Math.floor(n / 2), Math.floor((4 * n) / 5)];
  return Float64Array.from(days, (day, k) => {
    const slow = (-0.015 * (day - days[0])) / YEAR;
    if (k >= ends || k < relaxes) return slow;
    if (k < rises) return slow + 0.03 * Math.log(day - days[relaxes - 1]);
    return slow + 0.09 + (0.15 * (day - days[rises - 1])) / YEAR;
  });
}
