import { FileError } from '../../core/errors.ts';

/** A line of `coherenceSpatialAvg.txt`. */
export interface NetworkLine {
  readonly date12: string;
  readonly mean: number;
  /** temporal baseline, days */
  readonly btemp: number;
  /** perpendicular baseline, m */
  readonly bperp: number;
}

const DATE12 = /^\d{8}(T\d{4})?_\d{8}(T\d{4})?$/;

/**
 * Read a text of spatial averages per interferogram: columns date12, mean, days, perpendicular baseline, number, split
 * by blanks; `#` starts a comment.
 *
 * @throws {FileError} naming the line that is something else
 */
export function parseNetworkText(text: string, path: string): NetworkLine[] {
  const rows = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const lines = rows.map((line): NetworkLine => {
    const [date12, ...numbers] = line.trim().split(/\s+/);
    const [mean, btemp, bperp] = numbers.map((word) => (word === 'nan' ? Number.NaN : Number(word)));
    if (DATE12.test(date12) && numbers.length >= 3) return { date12, mean, btemp, bperp };
    throw new FileError(
      `${path}: the line "${line.trim()}" is not a date pair with its mean, days and perpendicular baseline.`,
      'Make the file again with: mintsar spatial_average inputs/ifgramStack.h5',
    );
  });
  if (lines.length > 0) return lines;
  throw new FileError(
    `${path} lists no interferogram.`,
    'Make it again with: mintsar spatial_average inputs/ifgramStack.h5',
  );
}
