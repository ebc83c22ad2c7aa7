import { MS_PER_DAY } from '../../core/dates.ts';
import type { PairEntry } from '../pair-entry.ts';

/** A pass over neighbouring frames takes no longer, s: so near to midnight are those of which one is before and one after it. */
const LONGEST_PASS = 600;
const SECONDS_PER_DAY = 86_400;

/**
 * Frames that a pass imaged after midnight have dates of the next day: they get those of the day on which it began, so that they are
 * frames of one pair. Times (CENTER_LINE_UTC) are asked for only where dates follow one another, and only of maps, as others cannot
 * be put together.
 * @returns the entries in their order, and a line that tells what was done, if anything was
 */
export function ofOnePass(entries: readonly PairEntry[]): { entries: readonly PairEntry[]; lines: string[] } {
  const days = new Set(entries.flatMap(({ pair }) => [pair.date1, pair.date2]).filter(isDay));
  const evenings = new Set([...days].filter((day) => days.has(dayAfter(day, 1))));
  if (evenings.size === 0) return { entries, lines: [] };
  const late = new Set<string>();
  const early = new Set<PairEntry>();
  for (const entry of entries) {
    const { date1, date2 } = entry.pair;
    const isFirst = evenings.has(date1) && evenings.has(date2);
    const isSecond = [date1, date2].every((date) => isDay(date) && evenings.has(dayAfter(date, -1)));
    if (!(isFirst || isSecond) || Object.values(entry.placings)[0]?.map === undefined) continue;
    const time = Number(entry.header.attributes.CENTER_LINE_UTC);
    if (isFirst && time > SECONDS_PER_DAY - LONGEST_PASS) for (const date of [date1, date2]) late.add(date);
    else if (isSecond && time < LONGEST_PASS) early.add(entry);
  }
  const moved: string[] = [];
  const joined = entries.map((entry): PairEntry => {
    if (!early.has(entry)) return entry;
    const { pair } = entry;
    const [date1, date2] = [dayAfter(pair.date1, -1), dayAfter(pair.date2, -1)];
    if (!(late.has(date1) && late.has(date2))) return entry;
    moved.push(`${pair.date1}_${pair.date2}`);
    return { ...entry, pair: { ...pair, date1, date2 } };
  });
  if (moved.length === 0) return { entries, lines: [] };
  joined.sort((a, b) => compare(nameOf(a), nameOf(b)));
  const shown = moved.length > 6 ? [...moved.slice(0, 6), '...'] : moved;
  return {
    entries: joined,
    lines: [
      `  ${moved.length} pair(s) go on after midnight with what began on the day before, whose dates they get: ${shown.join(', ')}`,
    ],
  };
}

function nameOf({ pair }: PairEntry): string {
  return `${pair.date1}_${pair.date2}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isDay(date: string): boolean {
  return /^\d{8}$/.test(date);
}

function dayAfter(day: string, days: number): string {
  const at = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6, 8)));
  return new Date(at + days * MS_PER_DAY).toISOString().slice(0, 10).replaceAll('-', '');
}
