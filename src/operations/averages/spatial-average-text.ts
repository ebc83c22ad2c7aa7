import type { Box } from '../../core/array.ts';
import { pythonFloat } from '../../core/python-float.ts';

/** The text file of averages over an area, one line per date or interferogram. */
export interface SpatialAverageTable {
  /** name of the data file, without folder */
  readonly file: string;
  /** mask as the user names it */
  readonly mask?: string;
  readonly box: Box;
  readonly threshold?: number;
  /** dates or `date_date` */
  readonly labels: readonly string[];
  readonly mean: ArrayLike<number>;
  /** only interferograms have baselines */
  readonly pairs?: { readonly tbase: ArrayLike<number>; readonly bperp: ArrayLike<number> };
}

export function spatialAverageText(table: SpatialAverageTable): string {
  const { labels, mean, pairs } = table;
  const columns = pairs ? '\tBtemp/days\tBperp/m\t\tNum' : '';
  const lines = labels.map((label, i) => {
    const baselines = pairs ? `\t${days(pairs.tbase[i])}\t${cell(pairs.bperp[i], 8, 1)}\t${i}` : '';
    return `${label}\t${cell(mean[i], 0, 4)}${baselines}`;
  });
  return `${[...headerLines(table), `#\tDATE12\t\tMean${columns}`, ...lines].join('\n')}\n`;
}

/** What the averages depend on, as the file tells it. */
function headerLines({ file, mask, box, threshold }: SpatialAverageTable): string[] {
  return [
    `# Data file: ${file}`,
    `# Mask file: ${mask ?? 'None'}`,
    `# AOI box: (${box.x0}, ${box.y0}, ${box.x1}, ${box.y1})`,
    `# Threshold: ${threshold === undefined ? 'None' : pythonFloat(threshold)}`,
  ];
}

/**
 * Averages of a text file that was made from the same mask, box and threshold for the same labels.
 * @returns undefined when it says something else or cannot be read
 */
export function parseSpatialAverages(
  text: string,
  expected: Omit<SpatialAverageTable, 'mean'>,
): Float64Array | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const header = headerLines({ ...expected, mean: [] });
  if (!header.every((line) => lines.includes(line))) return undefined;
  const rows = lines.filter((line) => !line.startsWith('#')).map((line) => line.split('\t'));
  const sameLabels =
    rows.length === expected.labels.length && rows.every(([label], i) => label === expected.labels[i]);
  return sameLabels ? Float64Array.from(rows, ([, mean]) => Number(mean.trim())) : undefined;
}

/** Whole days, or hundredths where the time of day tells them. */
function days(value: number): string {
  return cell(value, 8, Number.isInteger(value) ? 0 : 2);
}

/** A number with `digits` decimals, right-aligned; no-data is `nan`. */
function cell(value: number, width: number, digits: number): string {
  return (Number.isNaN(value) ? 'nan' : value.toFixed(digits)).padStart(width);
}
