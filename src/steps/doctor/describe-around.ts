import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { FileError, MintsarError } from '../../core/errors.ts';
import { describeWindow } from '../../loading/describe-window.ts';
import type { StackDescription } from '../../loading/description.ts';
import type { LoadOptions } from '../../loading/load-options.ts';
import { pairNameIn } from '../../loading/pair-in-path.ts';
import type { Processor } from '../../processors/processor.ts';
import { PAIR_OPTIONS } from './check-files.ts';
import { type Finding, type FindingCode, finding } from './findings.ts';
import { isCut } from './loaded.ts';

/** What can be described of products, and what stood in the way. */
export interface Described {
  readonly description?: StackDescription;
  readonly findings: readonly Finding[];
}

/** Milliseconds after which no more broken files are looked for. */
const PATIENCE = 2000;
/** So many pairs with the same complaint are one trouble of the stack. */
const SAME = 4;

/**
 * Describe products, leaving out what cannot be used and beginning again: so that one look finds all that is wrong.
 * @param files by option; empty ones have been told of and are left out from the beginning
 */
export async function describeAround(
  processor: Processor,
  options: LoadOptions,
  files: ReadonlyMap<string, readonly string[]>,
): Promise<Described> {
  const findings: Finding[] = [];
  const kinds = new Map<string, Finding[]>();
  let current = excluding(options, emptyPairs(files));
  const started = Date.now();
  for (;;) {
    try {
      return { description: await describeWindow(processor.describe, current), findings };
    } catch (error) {
      if (!(error instanceof MintsarError)) throw error;
      const { found, rest, kind } = trouble(error, current, files);
      const same = [...(kinds.get(kind) ?? []), found];
      kinds.set(kind, same);
      if (same.length >= Math.max(SAME, (files.get('unwFile')?.length ?? 0) / 2)) {
        const [first] = same;
        const others = findings.filter((one) => !same.includes(one));
        const { message, remedy } = first;
        return {
          findings: [...others, finding('MS1301', `${message} So it is in other pairs.`, { remedy })],
        };
      }
      findings.push(found);
      if (rest === undefined || Date.now() - started > PATIENCE) return { findings };
      current = rest;
    }
  }
}

function excluding(options: LoadOptions, pairs: readonly string[]): LoadOptions {
  return pairs.length === 0 ? options : { ...options, excluded: [...options.excluded, ...pairs] };
}

function emptyPairs(files: ReadonlyMap<string, readonly string[]>): string[] {
  return PAIR_OPTIONS.flatMap((name) => files.get(name) ?? [])
    .filter((path) => isEmpty(path))
    .map(pairNameIn)
    .filter((name) => name !== undefined);
}

const isEmpty = (path: string) => statSync(path, { throwIfNoEntry: false })?.size === 0;

interface Trouble {
  readonly found: Finding;
  /** Options without what is in the way; undefined when there is no way around it. */
  readonly rest?: LoadOptions;
  /** The complaint without names and numbers. */
  readonly kind: string;
}

/** Which file an error speaks of, and how to go on without it. */
function trouble(
  error: MintsarError,
  options: LoadOptions,
  files: ReadonlyMap<string, readonly string[]>,
): Trouble {
  const { message, remedy } = error;
  const kind = message.replace(/\S*\/\S*|\d+/g, '#');
  const told = (code: FindingCode, more: Parameters<typeof finding>[2] = {}) =>
    finding(code, message, { remedy, ...more });
  const option = /^mintpy\.load\.(\w+)/.exec(message)?.[1];
  if (option !== undefined) return { kind, found: told(option === 'processor' ? 'MS1004' : 'MS1101') };
  if (message.startsWith('None of the ')) return { kind, found: told('MS1205') };
  const path = pathIn(message, PAIR_OPTIONS, files);
  if (path !== undefined) {
    const pair = pairNameIn(path);
    if (pair === undefined || options.excluded.includes(pair)) return { kind, found: told('MS1108') };
    const code = isCut(message, remedy)
      ? 'MS1105'
      : / with itself|No pair of dates|is no date|not a date/.test(message)
        ? 'MS1108'
        : 'MS1106';
    return {
      kind,
      found: told(code, { fix: { kind: 'exclude', pairs: [pair] } }),
      rest: excluding(options, [pair]),
    };
  }
  const others = [...files.keys()].filter((name) => !PAIR_OPTIONS.includes(name));
  const layer = pathIn(message, others, files);
  if (layer === undefined) return { kind, found: told(error instanceof FileError ? 'MS1107' : 'MS1301') };
  const found = told(/ pixels, .* has \d+ x /.test(message) ? 'MS1601' : 'MS1107');
  const users = others.filter((name) => files.get(name)!.includes(layer));
  if (users.some((name) => name === 'demFile' || name === 'metaFile')) return { kind, found };
  const patterns = Object.fromEntries(
    Object.entries(options.patterns).filter(([name]) => !users.includes(name)),
  );
  if (Object.keys(patterns).length === Object.keys(options.patterns).length) return { kind, found };
  return { kind, found, rest: { ...options, patterns, declined: [...options.declined, ...users] } };
}

/** The file of some options that a message names, the longest name first; else one whose folder it names. */
function pathIn(
  message: string,
  names: readonly string[],
  files: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const paths = names.flatMap((name) => files.get(name) ?? []).sort((a, b) => b.length - a.length);
  const folderOf = (path: string) => dirname(path);
  return (
    paths.find((path) => message.includes(path)) ??
    paths.find((path) => pairNameIn(folderOf(path)) !== undefined && message.includes(`${folderOf(path)}`))
  );
}
