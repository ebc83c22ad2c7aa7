import { dayOfYear, parseDate } from '../dates.ts';

/** Electrons above Sentinel-1, per cent of all, by powers of the day of the year. */
const TOPSIDE_PERCENT = [
  34.3021240234375, -0.3429257273674011, 2.435453934594989e-3, 4.556585190584883e-5, -4.718176285223308e-7,
  1.4302660167331283e-9, -1.3914712481202796e-12,
] as const;
const LAST_DAY = 366;

/**
 * Share of the electrons that is below Sentinel-1, by the season: 1 less the polynomial of the topside in day of the year of
 * Yunjun et al. (2022), doi:10.1109/TGRS.2022.3168509, equation 14; its coefficients with all digits are in the data of that
 * paper (github.com/yunjunz/2022-Geolocation, data/top_tec_perc_s1a.txt). The reference takes the value of the day after the
 * date, and so does this; 31 December of a leap year, where the reference finds none, has the value of the day itself.
 *
 * @param date YYYYMMDD
 * @returns a share, 0.41 to 0.80
 * @throws {OptionError} for what is no date
 */
export function subOrbitalRatio(date: string): number {
  const day = Math.min(dayOfYear(parseDate(date)) + 1, LAST_DAY);
  return 1 - TOPSIDE_PERCENT.reduceRight((sum, coefficient) => sum * day + coefficient, 0) / 100;
}
