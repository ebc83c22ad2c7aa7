import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { longDate } from '../../core/dates.ts';
import { FileError, MetadataError } from '../../core/errors.ts';
import { readSheet } from '../../io/raster/local.ts';
import type { IsceStackKind } from './stack-kind.ts';

/** Perpendicular baseline of an acquisition at the first and last line, m, relative to the stack's reference. */
export interface DateBaseline {
  readonly top: number;
  readonly bottom: number;
}

/** Baselines by date (YYYYMMDD, or with time when the folder names have it). */
export interface DateBaselines extends ReadonlyMap<string, DateBaseline> {
  /** by date: files that should tell its baseline and are empty */
  readonly emptyFiles?: ReadonlyMap<string, string>;
}

/** Mean of the `Bperp (average)` lines of a topsStack baseline file (one per swath), metres. */
export function parseTopsBaseline(text: string, label: string): DateBaseline {
  const values = [...text.matchAll(/^\s*Bperp \(average\):\s*(\S+)/gm)].map((match) => Number(match[1]));
  const swaths = [...text.matchAll(/^\s*swath:/gm)].length;
  if (swaths > values.length)
    throw new MetadataError(
      `${label} is cut: ${swaths} swaths and ${values.length} baselines.`,
      'Copy it again, or compute the baseline of this date again.',
    );
  return average(values, label, 'Bperp (average)');
}

/** `PERP_BASELINE_TOP` and `PERP_BASELINE_BOTTOM` of a stripmapStack baseline file, metres. */
export function parseStripmapBaseline(text: string, label: string): DateBaseline {
  const value = (key: string): number => {
    const match = new RegExp(`^\\s*${key}\\s+(\\S+)`, 'm').exec(text);
    return average(match === null ? [] : [Number(match[1])], label, key).top;
  };
  return { top: value('PERP_BASELINE_TOP'), bottom: value('PERP_BASELINE_BOTTOM') };
}

function average(values: readonly number[], label: string, key: string): DateBaseline {
  if (values.length === 0 || values.some((v) => !Number.isFinite(v))) {
    throw new MetadataError(`${label}: no number after ${key}.`, 'Compute the baseline of this date again.');
  }
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return { top: mean, bottom: mean };
}

/** Rows of alosStack's `baseline_center.txt`: two title lines, then reference, secondary, Bpar, Bperp. */
export function parseAlosBaselines(text: string): Map<string, DateBaseline> {
  const out = new Map<string, DateBaseline>();
  for (const line of text.split(/\r?\n/).slice(2)) {
    const [reference, secondary, , perpendicular] = line.trim().split(/\s+/);
    const value = Number(perpendicular);
    if (perpendicular === undefined || !Number.isFinite(value)) continue;
    out.set(longDate(reference), { top: 0, bottom: 0 });
    out.set(longDate(secondary), { top: value, bottom: value });
  }
  return out;
}

/**
 * Baselines of all acquisitions of a stack. Only files with the most common first date count, empty ones are passed
 * over, and the reference date has baseline 0.
 * @throws {FileError} when the folder is missing or holds no baseline file
 */
export function readBaselines(folder: string, kind: IsceStackKind): DateBaselines {
  if (kind === 'alosStack') {
    const file = join(folder, 'baseline_center.txt');
    return parseAlosBaselines(readSheet(file));
  }
  const found = baselineFiles(folder, kind);
  const files = found.filter((path) => statSync(path).size > 0);
  if (files.length === 0) {
    throw new FileError(
      `No baseline file <reference>_<secondary>.txt in ${folder}.`,
      'Set mintpy.load.baselineDir to the baselines folder of the stack processor.',
    );
  }
  const datesOf = (path: string) => basename(path, '.txt').split('_').map(longDate);
  const pairs = files.map((path) => ({ path, dates: datesOf(path) }));
  const counts = new Map<string, number>();
  for (const { dates } of pairs) counts.set(dates[0], (counts.get(dates[0]) ?? 0) + 1);
  const reference = [...counts.keys()].reduce((a, b) =>
    (counts.get(b) as number) > (counts.get(a) as number) ? b : a,
  );
  const out = new Map<string, DateBaseline>([[reference, { top: 0, bottom: 0 }]]);
  const parse = kind === 'topsStack' ? parseTopsBaseline : parseStripmapBaseline;
  for (const { path, dates } of pairs)
    if (dates[0] === reference) out.set(dates[1], parse(readSheet(path), path));
  const empty = found.filter((path) => !files.includes(path));
  return Object.assign(out, { emptyFiles: new Map(empty.map((path) => [datesOf(path)[1], path])) });
}

function baselineFiles(folder: string, kind: IsceStackKind): string[] {
  if (!existsSync(folder)) {
    throw new FileError(
      `The baseline folder ${folder} does not exist.`,
      'Set mintpy.load.baselineDir to the baselines folder of the stack processor.',
    );
  }
  const isPair = (name: string): boolean => /^\d{6,8}(?:T\d+)?_\d{6,8}(?:T\d+)?$/.test(name);
  const names = readdirSync(folder).sort();
  if (kind === 'topsStack')
    return names
      .filter(isPair)
      .map((name) => join(folder, name, `${name}.txt`))
      .filter((path) => statSync(path, { throwIfNoEntry: false }) !== undefined); // throws where it may not look
  return names
    .filter((name) => name.endsWith('.txt') && isPair(name.slice(0, -4)))
    .map((name) => join(folder, name));
}

/**
 * Baseline of a pair: that of its second date minus that of its first, top and bottom separately.
 * @throws {MetadataError} naming the date without baseline
 */
export function pairBaseline(baselines: DateBaselines, date1: string, date2: string): DateBaseline {
  const of = (date: string): DateBaseline => {
    const found = baselines.get(longDate(date)) ?? baselines.get(longDate(date).slice(0, 8));
    const empty = found === undefined && baselines.emptyFiles?.get(longDate(date));
    if (empty)
      throw new MetadataError(
        `${empty} is empty: there is no perpendicular baseline for ${longDate(date)}.`,
        'Copy the file again, or compute the baseline of this date again.',
      );
    if (found === undefined) {
      throw new MetadataError(
        `No perpendicular baseline for ${longDate(date)}.`,
        `Known are ${[...baselines.keys()].sort().join(', ')}; add the baseline file of this date.`,
      );
    }
    return found;
  };
  const [a, b] = [of(date1), of(date2)];
  return { top: b.top - a.top, bottom: b.bottom - a.bottom };
}
