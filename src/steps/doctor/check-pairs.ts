import { longDate } from '../../core/dates.ts';
import { disjointSets, findRoot, join } from '../../core/network/disjoint-sets.ts';
import type { PairStack, StackDescription } from '../../loading/description.ts';
import type { LoadOptions } from '../../loading/load-options.ts';
import { pairNameIn } from '../../loading/pair-in-path.ts';
import { PAIR_OPTIONS } from './check-files.ts';
import { type Finding, type FindingCode, type Fix, finding } from './findings.ts';

/** Layers that go with the phase of a pair. */
const COMPANIONS = ['corFile', 'connCompFile', 'intFile', 'magFile'];

/** A few names of many. */
function some(names: readonly string[]): string {
  return names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
}

/** Which layers go together, by the dates in their paths; products that hold all pairs in one file have no such paths. */
export function checkCompanions(
  files: ReadonlyMap<string, readonly string[]>,
  { excluded }: LoadOptions,
): Finding[] {
  const named = new Map<string, readonly string[]>();
  for (const option of PAIR_OPTIONS) {
    const names = (files.get(option) ?? []).map(pairNameIn);
    if (names.length > 0 && names.every((name) => name !== undefined))
      named.set(
        option,
        names.filter((name) => !excluded.includes(name)),
      );
  }
  const primary = named.get('unwFile');
  if (primary === undefined) return [];
  const out: Finding[] = [];
  const pairs = new Set(primary);
  for (const [option, names] of named) {
    const twice = names.filter((name, k) => names.indexOf(name) !== k);
    if (twice.length > 0)
      out.push(
        finding('MS1203', `mintpy.load.${option}: more than one file of ${some([...new Set(twice)])}.`),
      );
    if (!COMPANIONS.includes(option)) continue;
    const own = new Set(names);
    const without = [...pairs].filter((name) => !own.has(name));
    if (without.length > 0 && without.length < pairs.size)
      out.push(
        finding('MS1201', `mintpy.load.${option}: no file of ${without.length} pair(s): ${some(without)}.`, {
          fix: { kind: 'exclude', pairs: without },
        }),
      );
    const lonely = [...own].filter((name) => !pairs.has(name));
    if (lonely.length > 0 && lonely.length < own.size)
      out.push(
        finding('MS1202', `mintpy.load.${option}: no phase for ${lonely.length} file(s): ${some(lonely)}.`),
      );
  }
  const backwards = [...pairs].filter((name) => {
    const [date1, date2] = name.split('_');
    return date1 > date2;
  });
  if (backwards.length > 0 && backwards.length < pairs.size)
    out.push(
      finding('MS1207', `mintpy.load.unwFile: the later date comes first in ${some(backwards)}.`, {
        fix: { kind: 'exclude', pairs: backwards },
      }),
    );
  return out;
}

/** What the loader said it leaves out, beyond what has been found already. */
export function checkRemarks({ warnings }: StackDescription, found: readonly Finding[]): Finding[] {
  const has = (code: FindingCode) => found.some((one) => one.code === code);
  return warnings.flatMap((message): Finding[] => {
    if (message.startsWith('Skipped ') && has('MS1201')) return [];
    if (/^No \w+ for \d+ file/.test(message) && has('MS1202')) return [];
    if (/is there more than once/.test(message) && has('MS1203')) return [];
    if (!message.startsWith('Left out ')) return [finding('MS1206', message)];
    const pairs = [...message.matchAll(/\d{8}(?:T\d+)?_\d{8}(?:T\d+)?/g)].map(([name]) => name);
    const fix: Fix = { kind: 'exclude', pairs };
    return [finding('MS1204', message, { fix })];
  });
}

const DAY = 86_400_000;
const dayOf = (date: string) =>
  Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6, 8))) / DAY;

/** Dates, gaps and connections of a stack. */
export interface Network {
  readonly numPair: number;
  readonly dates: readonly string[];
  /** Parts that no pair connects: their dates. */
  readonly parts: readonly (readonly string[])[];
  /** Days of the longest gap. */
  readonly longestGap: number;
  readonly bperp: readonly [least: number, most: number];
}

/** Network of a described stack. */
export function networkOf({ pairs }: PairStack): Network {
  const dates = [...new Set(pairs.flatMap(({ date1, date2 }) => [date1, date2].map(longDate)))].sort();
  const { parent } = disjointSets(dates.length);
  const at = new Map(dates.map((date, k) => [date, k]));
  for (const { date1, date2 } of pairs) join(parent, at.get(longDate(date1))!, at.get(longDate(date2))!);
  const parts = new Map<number, string[]>();
  dates.forEach((date, k) => {
    const root = findRoot(parent, k);
    parts.set(root, [...(parts.get(root) ?? []), date]);
  });
  const bperp = pairs.map(({ bperpTop, bperpBottom }) => (bperpTop + bperpBottom) / 2);
  return {
    numPair: pairs.length,
    dates,
    parts: [...parts.values()],
    longestGap: Math.max(0, ...gapsOf(dates)),
    bperp: [
      bperp.reduce((a, b) => Math.min(a, b), Infinity),
      bperp.reduce((a, b) => Math.max(a, b), -Infinity),
    ],
  };
}

function gapsOf(dates: readonly string[]): number[] {
  return dates.slice(1).map((date, k) => dayOf(date) - dayOf(dates[k]));
}

/** Days that are a gap in any stack, and in a stack whose dates are this many times closer. */
const LONG = 365;
const TIMES = 5;

/** What is odd about a network of pairs. */
export function checkNetworkOf(stack: PairStack, network: Network): Finding[] {
  const { dates, parts, numPair, longestGap, bperp } = network;
  const out: Finding[] = [];
  if (dates.length < 3)
    out.push(finding('MS1208', `${numPair} pair(s) of ${dates.length} dates: ${dates.join(', ')}.`));
  if (parts.length > 1) {
    const shown = parts.map((part) => (part.length === 1 ? part[0] : `${part[0]} to ${part.at(-1)}`));
    out.push(finding('MS1401', `The network falls into ${parts.length} parts: ${some(shown)}.`));
  }
  const gaps = gapsOf(dates);
  const usual = [...gaps].sort((a, b) => a - b)[gaps.length >> 1] ?? 0;
  if (longestGap > LONG && longestGap > TIMES * usual) {
    const k = gaps.indexOf(longestGap);
    out.push(
      finding(
        'MS1402',
        `No date for ${Math.round(longestGap)} days between ${dates[k]} and ${dates[k + 1]}.`,
      ),
    );
  }
  const uses = new Map<string, number>();
  for (const { date1, date2 } of stack.pairs)
    for (const date of [date1, date2].map(longDate)) uses.set(date, (uses.get(date) ?? 0) + 1);
  const inner = dates.slice(1, -1).filter((date) => uses.get(date) === 1);
  if (inner.length > 0 && numPair >= 2 * dates.length)
    out.push(finding('MS1403', `Only one pair has ${some(inner)}.`));
  if (numPair > 2 && bperp[0] === bperp[1])
    out.push(finding('MS1306', `The perpendicular baseline of all pairs is ${bperp[0]} m.`));
  const odd = stack.pairs.filter(
    ({ bperpTop, bperpBottom }) => !(Math.max(Math.abs(bperpTop), Math.abs(bperpBottom)) <= 1e5),
  );
  if (odd.length > 0) {
    const names = odd.map(({ date1, date2 }) => `${date1}_${date2}`);
    out.push(
      finding('MS1304', `The perpendicular baseline of ${some(names)} is ${odd[0].bperpTop} m.`, {
        fix: { kind: 'exclude', pairs: names },
      }),
    );
  }
  return out;
}
