import { relative } from 'node:path';
import { gigabytes } from './estimate.ts';
import type { Diagnosis } from './examine.ts';
import { FINDINGS, type Finding, type Severity } from './findings.ts';
import { seamReportLines } from './seams.ts';

const HEADINGS: readonly (readonly [Severity, string])[] = [
  ['stop', 'Stops the run'],
  ['loss', 'Loses something'],
  ['hint', 'Worth a look'],
];

/** Findings of a severity. */
export function ofSeverity({ findings }: Diagnosis, severity: Severity): Finding[] {
  return findings.filter((one) => one.severity === severity);
}

/** A diagnosis as lines of text: what is there, what is wrong with it, what the run will take. */
export function reportLines(diagnosis: Diagnosis, here = process.cwd()): string[] {
  return [
    ...productLines(diagnosis),
    ...attributeLines(diagnosis),
    ...(diagnosis.seams === undefined ? [] : seamReportLines(diagnosis.seams)),
    ...findingLines(diagnosis, here),
    ...planLines(diagnosis),
  ];
}

function productLines({ folder, template, processor, files, layers, values, network }: Diagnosis): string[] {
  const out = [template === undefined ? `Products in ${folder}` : `Template ${template}`];
  if (processor !== undefined) out.push(`Processor ${processor}`);
  if (layers.length === 0) {
    const found = Object.entries(files);
    const width = Math.max(0, ...found.map(([name]) => name.length));
    for (const [name, count] of found) out.push(`  ${name.padEnd(width)}  ${count} file(s)`);
    return [...out, ''];
  }
  const seen = new Map(values.map((value) => [value.dataset, value]));
  const rows = layers.map(({ dataset, count, length, width, rule }) => {
    const value = seen.get(dataset);
    const range = value === undefined ? '' : `${short(value.least)} to ${short(value.most)}`;
    const noData = value === undefined ? '' : `${Math.round(100 * value.noData)} %`;
    return [dataset, `${count}`, `${length} x ${width}`, noData, range, rule];
  });
  out.push('', ...table([['dataset', 'files', 'pixels', 'no data', 'values*', 'read as'], ...rows]));
  out.push('  * of a few rows of a few files');
  if (network !== undefined) {
    const { numPair, dates, parts, longestGap, bperp } = network;
    out.push(
      '',
      `${numPair} pairs of ${dates.length} dates, ${dates[0]} to ${dates.at(-1)}; ${parts.length === 1 ? 'connected' : `${parts.length} parts`}; longest gap ${Math.round(longestGap)} days; baselines ${short(bperp[0])} to ${short(bperp[1])} m`,
    );
  }
  return [...out, ''];
}

function attributeLines({ attributes }: Diagnosis): string[] {
  if (attributes.length === 0) return [];
  const rows = attributes.map(({ key, value, from, meaning }) => [
    key,
    value ?? 'missing',
    from ?? '',
    meaning,
  ]);
  const heading = `Attributes that the steps need, from the template or the metadata of ${attributes[0].file}`;
  return [heading, ...table(rows), ''];
}

function findingLines(diagnosis: Diagnosis, here: string): string[] {
  if (diagnosis.findings.length === 0) return ['Nothing was found that is wrong.', ''];
  return HEADINGS.flatMap(([severity, heading]) => {
    const found = ofSeverity(diagnosis, severity);
    if (found.length === 0) return [];
    return [heading, ...found.flatMap((one) => lineOf(one, here)), ''];
  });
}

function lineOf({ code, message, remedy, fix }: Finding, here: string): string[] {
  const shown = message.replaceAll(`${here}/`, '').split('\n');
  const mended = fix === undefined ? '' : '  [--fix]';
  return [
    `  ${code}  ${FINDINGS[code].title}${mended}`,
    ...shown.map((line) => `          ${line}`),
    ...remedy.split('\n').map((line) => `          ${line}`),
  ];
}

function planLines({ estimate, folder }: Diagnosis): string[] {
  if (estimate === undefined) return [];
  const { disk, free, memory, seconds, steps } = estimate;
  const room = free === undefined ? '' : ` of ${gigabytes(free)} that are free`;
  const slow = steps.filter((step) => step.seconds >= 0.1 * seconds);
  return [
    `The run, roughly: ${gigabytes(disk)} on the disk${room}, at most ${gigabytes(memory)} of memory, ${rough(seconds)}`,
    `  most of it ${slow.map(({ name, seconds: one }) => `${name} ${rough(one)}`).join(', ')}`,
    `  in ${relative(process.cwd(), folder) || '.'}`,
  ];
}

function rough(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '-';
}

/** Columns of text, two blanks apart. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, k) => Math.max(...rows.map((row) => row[k].length)));
  return rows.map((row) => `  ${row.map((cell, k) => cell.padEnd(widths[k])).join('  ')}`.trimEnd());
}
