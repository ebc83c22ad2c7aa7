import type { GnssMisfit } from '../gnss/gnss-misfit.ts';
import type { CorrectionReport } from './correction-report.ts';

/** What a correction did, in a few words: `ERA5: 9.8 to 6.1 mm, quieter on 18 of 22 dates`. */
export function reportWords({ name, judgement, kept, gnss }: CorrectionReport): string {
  const { before, after, numBetter, numDate } = judgement;
  const [from, to] = [before, after].map(millimetres);
  return `${name}: noise ${from} to ${to} mm, quieter on ${numBetter} of ${numDate} dates${gnss === undefined ? '' : `, ${misfitWords(gnss)}`}${kept ? '' : ', not kept'}`;
}

/** A length in mm with the digits that count. */
export function millimetres(length: number | null): string {
  if (length === null || !Number.isFinite(length)) return '-';
  const value = length * 1000;
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}

/** `8.1 to 6.4 mm from 5 GNSS stations`. */
export function misfitWords({ before, after, numStation }: GnssMisfit): string {
  const stations = `${numStation} GNSS station${numStation === 1 ? '' : 's'}`;
  return `${millimetres(before.rmse)} to ${millimetres(after.rmse)} mm from ${stations}`;
}
