import { type ExperimentRow, passes } from '../../core/validation/experiment.ts';
import type { NetworkAccuracy } from '../../core/validation/network-accuracy.ts';
import type { Validation } from './validate-series.ts';

/** A table: what stands in columns, and whether all of it holds. */
export interface ValidationTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** lines below it */
  readonly notes: readonly string[];
}

const yes = (holds: boolean) => (holds ? 'yes' : 'NO');
const digits = (value: number | undefined, count = 2) =>
  value === undefined || !Number.isFinite(value) ? '-' : value.toFixed(count);

/** The experiments beside what is known of them. */
export function experimentTable(rows: readonly ExperimentRow[]): ValidationTable {
  return {
    head: ['', 'experiment', 'unit', 'published', 'expected', 'mintsar', 'limit', 'holds'],
    rows: rows.map((row) => [
      row.experiment,
      row.what,
      row.unit,
      row.published,
      digits(row.expected, row.unit === '' ? 4 : 2),
      digits(row.ours, row.unit === '' ? 4 : 2),
      Number.isFinite(row.limit)
        ? `${row.isDistance ? '± ' : '≤ '}${digits(row.limit, row.unit === '' ? 4 : 2)}`
        : '-',
      yes(passes(row)),
    ]),
    notes: [],
  };
}

/** Requirements by method and rule; strict rows tell the bin that is worst. */
export function requirementTable(validations: readonly Validation[]): ValidationTable {
  return {
    head: ['requirement', 'method', 'rule', 'pairs', 'within', 'worst bin', 'dates', 'holds'],
    rows: validations.map(({ requirement, method, verdict, each }) => {
      const told = verdict.bins.filter(({ count }) => count >= 10);
      const worst = told.reduce<(typeof told)[number] | undefined>(
        (a, b) => (a === undefined || b.within / b.count < a.within / a.count ? b : a),
        undefined,
      );
      return [
        `${requirement.number} ${requirement.name}`,
        method === 'gnss' ? 'GNSS' : 'InSAR alone',
        verdict.rule,
        String(verdict.count),
        Number.isNaN(verdict.share) ? '-' : `${(100 * verdict.share).toFixed(1)} %`,
        worst === undefined
          ? '-'
          : `${worst.from.toFixed(1)}-${worst.to.toFixed(1)} km: ${((100 * worst.within) / worst.count).toFixed(1)} %`,
        each === undefined ? '-' : `${each.held} of ${each.of}`,
        yes(verdict.holds),
      ];
    }),
    notes: [
      'within: share of pairs of places that differ by no more than the requirement; 68.3 % must',
      'atbd: of all pairs together, in the bins of the notebooks of the mission; strict: in every bin from 0.1 to 50 km',
    ],
  };
}

/** What a network can reach, at some distances. */
export function reachTable(reach: NetworkAccuracy): ValidationTable {
  return {
    head: ['requirement', 'km', 'decorrelation', 'turbulence', 'together', 'limit', 'holds'],
    rows: reach.distances.map((one) => [
      `${one.requirement.number} ${one.requirement.name}, ${one.requirement.unit}`,
      String(one.distance),
      digits(one.decorrelation),
      digits(one.turbulence),
      digits(one.total),
      digits(one.limit),
      yes(one.total <= one.limit),
    ]),
    notes: [
      'standard deviation of the difference of two pixels of median coherence',
      ...reach.pixels.map(
        (pixel) =>
          `${pixel.kind}: coherence ${digits(pixel.coherence)}, temporal coherence ${digits(pixel.temporalCoherence)}, velocity ± ${digits(1000 * pixel.velocity)} mm/year, step ± ${digits(1000 * pixel.step)} mm by decorrelation`,
      ),
      `${reach.numDate} dates in ${digits(reach.years, 1)} years; ${digits(reach.yearsNeeded, 1)} years as dense as these reach 2 mm/year at 50 km`,
    ],
  };
}

/** Columns of text, as printed. */
export function tableLines({ head, rows, notes }: ValidationTable): string[] {
  const widths = head.map((_, k) => Math.max(...[head, ...rows].map((row) => row[k].length)));
  const line = (row: readonly string[]) =>
    row
      .map((word, k) => word.padEnd(widths[k]))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line), ...notes];
}

/** The same in Markdown. */
export function tableMarkdown({ head, rows, notes }: ValidationTable): string {
  const line = (row: readonly string[]) =>
    `| ${row.map((word) => word.replaceAll('|', '\\|')).join(' | ')} |`;
  const table = [line(head), line(head.map(() => '--')), ...rows.map(line)].join('\n');
  return [table, ...notes.map((note) => `- ${note}`)]
    .join('\n\n')
    .replaceAll('\n\n- ', '\n- ')
    .replace('\n- ', '\n\n- ');
}

/** The same as comma-separated values. */
export function tableCsv({ head, rows }: ValidationTable): string {
  const cell = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `${[head, ...rows].map((row) => row.map(cell).join(',')).join('\n')}\n`;
}
