import type { OptionKey } from '../config/schema.ts';
import { OptionError } from '../core/errors.ts';
import { isAddress } from '../io/bytes/address.ts';
import type { FileRole, Kind } from './kind.ts';
import type { Said, Words, Written } from './said.ts';

/** How many words a flag takes: none, one, exactly n, one or none, any number, at least one. */
export type Count = 0 | 1 | 2 | 3 | 4 | '?' | '*' | '+';

/** One flag or positional of a command: everything that is known about it, in one place. */
export interface Flag<T = unknown, S = unknown> {
  /** How scripts say it: a type without a value. */
  readonly said?: S;
  /** Spellings, `['-m', '--mask']`; none for a positional, which is named by its key. */
  readonly names: readonly string[];
  readonly help: string;
  readonly count: Count;
  /** Value of a flag without words. */
  readonly sets?: boolean;
  readonly metavar?: string | readonly string[];
  readonly choices?: readonly string[];
  /** Words that a shell proposes where there are no choices. */
  readonly proposed?: readonly string[];
  readonly repeatable?: boolean;
  readonly required?: boolean;
  /** What stands in help as the default. */
  readonly shown?: string;
  readonly group?: { readonly title: string; readonly description?: string };
  /** Flags that share this object exclude one another. */
  readonly exclusive?: object;
  /** The option of the template with the same meaning. */
  readonly option?: OptionKey;
  /** Known, and refused when typed. */
  readonly unsupported?: { readonly why: string; readonly remedy: string };
  /** Words as the parser found them, undefined when the flag is absent; `name` is for messages. */
  read(words: unknown, name: string): T;
  readonly files?: {
    readonly role: FileRole;
    readonly makesFolder?: boolean;
    paths(value: T): readonly string[];
  };
}

export type Flags = Readonly<Record<string, Flag>>;

/** The typed values of flags. */
export type RequestOf<F extends Flags> = {
  readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never;
};

/** One, or a list. */
type Several<T> = T | readonly T[];

interface More {
  readonly option?: OptionKey;
  readonly metavar?: string;
  /** The default in words, where it is no fixed value. */
  readonly shown?: string;
}

/** A positional that must be there. */
export function argument<T, S>(kind: Kind<T, S>, help: string): Flag<T, Said<'', Written<T, S>, true>> {
  return { ...base('', kind, help, 1), read: (words, name) => readWord(kind, words as string, name) };
}

/** A positional that may be left out. */
export function optionalArgument<T, S>(
  kind: Kind<T, S>,
  help: string,
): Flag<T | undefined, Said<'', Written<T, S>>> {
  return { ...base('', kind, help, '?'), read: reader(kind, undefined) };
}

/** A positional of several words. */
export function argumentList<T, S, C extends '*' | '+' = '+'>(
  kind: Kind<T, S>,
  help: string,
  count: C = '+' as C,
): Flag<readonly T[], Said<'', Several<Written<T, S>>, C extends '+' ? true : false>> {
  return { ...base('', kind, help, count), read: listReader(kind, []) };
}

/** A flag with a value: `flag('-m --mask', inputFile, 'pixels to use')`. */
export function flag<T, S, const N extends string>(
  names: N,
  kind: Kind<T, S>,
  help: string,
  more: More & { readonly default: NoInfer<T> },
): Flag<T, Said<N, Written<T, S>>>;
export function flag<T, S, const N extends string>(
  names: N,
  kind: Kind<T, S>,
  help: string,
  more: More & { readonly required: true },
): Flag<T, Said<N, Written<T, S>, true>>;
export function flag<T, S, const N extends string>(
  names: N,
  kind: Kind<T, S>,
  help: string,
  more?: More,
): Flag<T | undefined, Said<N, Written<T, S>>>;
export function flag<T>(
  names: string,
  kind: Kind<T>,
  help: string,
  more: More & { readonly default?: unknown; readonly required?: true } = {},
): Flag<unknown> {
  const { default: fallback, ...rest } = more;
  const shown = more.shown ?? (fallback === undefined ? undefined : String(fallback));
  return { ...base(names, kind, help, 1), ...rest, shown, read: reader(kind, fallback as T) };
}

/** A flag with any number of values: `list('--ex', word, 'dates to leave out')`; absent means none. */
export function list<T, S, const N extends string>(
  names: N,
  kind: Kind<T, S>,
  help: string,
  {
    count = '*',
    default: fallback = [],
    ...more
  }: More & { count?: '*' | '+'; default?: readonly NoInfer<T>[] } = {},
): Flag<readonly T[], Said<N, Several<Written<T, S>>>> {
  const shown = more.shown ?? (fallback.length > 0 ? fallback.join(' ') : undefined);
  return { ...base(names, kind, help, count), ...more, shown, read: listReader(kind, fallback) };
}

/** A flag that may be repeated, each time with some words (any number, or `count`), which become one value. */
export function repeated<T, const N extends string>(
  names: N,
  metavar: readonly string[],
  help: string,
  parse: (words: readonly string[]) => T,
  { count = '+', ...more }: More & { readonly count?: '+' | 2 } = {},
): Flag<readonly T[], Said<N, Several<Words>>> {
  return {
    ...base(names, { accepts: '', parse: (text: string) => text }, help, count),
    ...more,
    metavar,
    repeatable: true,
    read: (uses, name) =>
      ((uses ?? []) as string[][]).map((words) => named(name, words.join(' '), '', () => parse(words))),
  };
}

/** As many values as there are words in `VMIN VMAX`. */
type Tuple<M extends string, T> = M extends `${string} ${infer Rest}`
  ? Rest extends `${string} ${infer Last}`
    ? Last extends `${string} ${string}`
      ? readonly [T, T, T, T]
      : readonly [T, T, T]
    : readonly [T, T]
  : readonly T[];

/** A flag with two to four values: `tuple('-v --vlim', float, 'VMIN VMAX', 'limits of the colours')`. */
export function tuple<T, S, const N extends string, const M extends string>(
  names: N,
  kind: Kind<T, S>,
  metavars: M,
  help: string,
  more: More & { readonly default?: Tuple<M, T>; check?: (values: readonly T[], name: string) => void } = {},
): Flag<Tuple<M, T> | undefined, Said<N, Tuple<M, Written<T, S>>>> {
  const metavar = metavars.split(' ');
  const { check, default: fallback, ...rest } = more;
  const all = listReader(kind, []);
  return {
    ...base(names, kind, help, metavar.length as Count),
    ...rest,
    shown: more.shown ?? fallback?.join(' '),
    metavar,
    read: (words, name) => {
      if (words === undefined || words === null) return fallback;
      const values = all(words, name);
      check?.(values, name);
      return values as unknown as Tuple<M, T>;
    },
    ...(kind.role && { files: { role: kind.role, makesFolder: kind.makesFolder, paths: pathsOf } }),
  };
}

/** A flag without a value that is off when absent. */
export function on<const N extends string>(
  names: N,
  help: string,
  more: More = {},
): Flag<boolean, Said<N, boolean>> {
  return { names: names.split(' '), help, count: 0, sets: true, ...more, read: (value) => value === true };
}

/** A flag without a value that turns something off. */
export function off<const N extends string>(
  names: N,
  help: string,
  more: More = {},
): Flag<boolean, Said<N, boolean>> {
  return { names: names.split(' '), help, count: 0, sets: false, ...more, read: (value) => value !== false };
}

/** A flag of old scripts that changes nothing. */
export function accepted(
  names: string,
  kind: Kind<unknown> | null,
  help: string,
  shown?: string,
): Flag<void, null> {
  const shape =
    kind === null
      ? { names: names.split(' '), help, count: 0 as const, sets: true }
      : base(names, kind, help, 1);
  return { ...shape, files: undefined, shown, read: () => undefined };
}

/** A flag that is known and refused with a sentence: what it asks for is not there (yet). Help shows it if told how. */
export function unsupported(
  names: string,
  count: Count,
  why: string,
  { help = '', remedy = 'Leave this flag out.' } = {},
): Flag<void, null> {
  return {
    names: names.split(' '),
    help,
    count,
    ...(count === 0 && { sets: true }),
    unsupported: { why, remedy },
    read: () => undefined,
  };
}

/** Flags under a heading of their own. */
export function group<F extends Flags>(title: string, flags: F, description?: string): F {
  const entries = Object.entries(flags).map(([key, one]) => [key, { ...one, group: { title, description } }]);
  return remembered(Object.fromEntries(entries) as F);
}

/** Shared flags without some, which a command does not take or has with other words. */
export function without<F extends Flags, K extends keyof F & string>(
  flags: F,
  ...keys: readonly K[]
): Omit<F, K> {
  const kept = Object.entries(flags).filter(([key]) => !keys.includes(key as K));
  return remembered(Object.fromEntries(kept) as Omit<F, K>);
}

/** Whoever spreads a group spreads what it consists of, too: what hides one of its flags shows by that. */
function remembered<F extends object>(flags: F): F {
  return { ...flags, [Symbol('group')]: flags };
}

/**
 * A table that is spread together holds every flag of its groups, and no spelling twice.
 * @throws {Error} for what would be hidden or could not be told apart
 */
export function assertEachOnce(flags: Flags): void {
  for (const token of Object.getOwnPropertySymbols(flags)) {
    const members = (flags as unknown as Record<symbol, Flags>)[token];
    const hidden = Object.keys(members).find((key) => key in flags && flags[key] !== members[key]);
    if (hidden !== undefined)
      throw new Error(
        `Two flags have the key ${hidden}: ${nameOf(hidden, members[hidden])} is hidden by ${nameOf(hidden, flags[hidden])}.`,
      );
  }
  const owners = new Map<string, string>();
  for (const [key, { names }] of Object.entries(flags)) {
    for (const name of names) {
      const other = owners.get(name);
      if (other !== undefined) throw new Error(`${name} is a flag twice: ${other} and ${key}.`);
      owners.set(name, key);
    }
  }
}

/** Flags of which only one may be given. */
export function oneOf<F extends Flags>(flags: F): F {
  const exclusive = {};
  return Object.fromEntries(Object.entries(flags).map(([key, one]) => [key, { ...one, exclusive }])) as F;
}

/** What a flag is called in messages: its first long spelling. */
export function nameOf(key: string, { names }: Pick<Flag, 'names'>): string {
  return names.find((name) => name.startsWith('--')) ?? names[0] ?? key;
}

/** How help names the value of a flag. */
export function metavarOf(key: string, { metavar }: Pick<Flag, 'metavar'>): string {
  if (typeof metavar === 'object') return metavar.join(' ');
  return metavar ?? key.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
}

/** The values of a flag as in help: `VMIN VMAX`, `[DATE ...]`, `{local,pbs}`; a positional by its key. */
export function usage(key: string, one: Flag): string {
  if (one.count === 0) return '';
  const name = one.choices
    ? `{${one.choices.join(',')}}`
    : one.names.length === 0
      ? key
      : metavarOf(key, one);
  if (one.count === '*') return `[${name} ...]`;
  if (one.count === '+') return typeof one.metavar === 'object' ? `${name} ...` : `${name} [${name} ...]`;
  return one.count === '?' ? `[${name}]` : name;
}

function base(names: string, kind: Kind<unknown>, help: string, count: Count) {
  return {
    names: names === '' ? [] : names.split(' '),
    help,
    count,
    metavar: names === '' ? undefined : kind.metavar,
    choices: kind.choices,
    proposed: kind.proposed,
    files: kind.role && {
      role: kind.role,
      makesFolder: kind.makesFolder,
      paths: kind.mayBeFar ? (value: unknown) => pathsOf(value).filter((path) => !isAddress(path)) : pathsOf,
    },
  };
}

function pathsOf(value: unknown): string[] {
  return [value].flat(2).filter((path): path is string => typeof path === 'string' && path !== '');
}

function reader<T, D extends T | undefined>(kind: Kind<T>, fallback: D) {
  // Default files stand in the folder in which the command runs, like typed ones.
  const isFile = kind.role !== undefined && typeof fallback === 'string';
  return (words: unknown, name: string): T | D => {
    if (words !== undefined && words !== null) return readWord(kind, words as string, name);
    return isFile ? kind.parse(fallback) : fallback;
  };
}

function listReader<T>(kind: Kind<T>, fallback: readonly T[]) {
  return (words: unknown, name: string): readonly T[] =>
    words === undefined || words === null
      ? fallback
      : (words as string[]).map((text) => readWord(kind, text, name));
}

function readWord<T>(kind: Kind<T>, text: string, name: string): T {
  return named(name, text, `Write ${kind.accepts}.`, () => kind.parse(text));
}

/** @throws {OptionError} that begins with the flag and what it got */
function named<T>(name: string, text: string, remedy: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    const quoted = `"${text}" `;
    const says = error.message.startsWith(quoted)
      ? `${name} ${text} ${error.message.slice(quoted.length)}`
      : `${name}: ${error.message}`;
    throw new OptionError(says, error.remedy || remedy, { cause: error });
  }
}
