import { OptionError } from '../core/errors.ts';
import { nearestNames } from '../core/nearest-name.ts';
import { type Flag, type Flags, nameOf } from './flag.ts';
import type { Said } from './said.ts';

/** The names of an option: `--nd --no-data-value` is `nd` and `noDataValue`; where no spelling is long, the first short one. */
type CallName<N extends string> = N extends `${string}--${string}`
  ? CamelCase<LongOf<N>>
  : N extends `-${infer Short} ${string}`
    ? Short
    : N extends `-${infer Only}`
      ? Only
      : never;

type LongOf<N extends string> = N extends `${infer First} ${infer Rest}`
  ? LongOf<First> | LongOf<Rest>
  : Long<N>;
type Long<N extends string> = N extends `--${infer Name}` ? Name : never;

type CamelCase<N extends string> = N extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : N;

/** What the option of a flag is called, if it is one that must, or may, be left out. One that must be there has one name. */
type NameIf<Must extends boolean, K, F> = F extends { readonly said?: Said<infer N, unknown, Must> }
  ? N extends ''
    ? K
    : CallName<Must extends true ? FirstLong<N> : N>
  : never;

type FirstLong<N extends string> = N extends `${string}--${infer Long}`
  ? Long extends `${infer First} ${string}`
    ? `--${First}`
    : `--${Long}`
  : N;

type ValueIn<F> = F extends { readonly said?: Said<string, infer V, boolean> } ? V : never;

/** The options of a command as a script gives them: positionals by their names in the help, flags by their long spellings. */
export type CallOf<F extends Flags> = Shown<
  { readonly [K in keyof F as NameIf<true, K, F[K]>]: ValueIn<F[K]> } & {
    readonly [K in keyof F as NameIf<false, K, F[K]>]?: ValueIn<F[K]> | undefined;
  }
>;

/** The same type, written out where an editor shows it. */
type Shown<T> = { [K in keyof T]: T[K] };

/** What scripts call a flag, `dsetNum` for `--dset-num`, by any of its long spellings; a positional by its key. */
export function callNames(key: string, { names }: Pick<Flag, 'names'>): string[] {
  const long = names.filter((name) => name.startsWith('--'));
  const spelled = long.length > 0 ? long : names.slice(0, 1);
  return names.length === 0 ? [key] : spelled.map(camelCase);
}

function camelCase(spelling: string): string {
  return spelling.replace(/^--?/, '').replace(/-(.)/g, (_all, letter: string) => letter.toUpperCase());
}

/**
 * The command line of a script's options, positionals first.
 * @param command its name, for messages
 * @throws {OptionError} for names that are no flags, and values that are no words
 */
export function wordsOfCall(
  command: string,
  flags: Flags,
  options: Readonly<Record<string, unknown>>,
): string[] {
  const known = new Map(
    Object.entries(flags).flatMap(([key, one]) => callNames(key, one).map((name) => [name, one] as const)),
  );
  const positionals: string[] = [];
  const others: string[] = [];
  for (const [name, value] of Object.entries(options)) {
    const one = known.get(name);
    if (one === undefined) throw noSuchOption(command, name, [...known.keys()]);
    if (value !== undefined && one.names.length > 0)
      others.push(...spelledOut(`${command}: ${name}`, one, value));
  }
  for (const [name, one] of known) {
    const value = options[name];
    if (one.names.length === 0 && value !== undefined)
      positionals.push(...[value].flat().map((item) => wordOf(`${command}: ${name}`, item)));
  }
  return [...positionals, ...others];
}

/** A flag with its value, as on the command line. */
function spelledOut(where: string, one: Flag, value: unknown): string[] {
  const name = nameOf('', one);
  if (one.count === 0) {
    if (typeof value !== 'boolean') throw badValue(where, value, 'Give true or false.');
    return value ? [name] : [];
  }
  if (one.repeatable && Array.isArray(value) && value.some(Array.isArray))
    return value.flatMap((use) => spelledOut(where, { ...one, repeatable: false }, use));
  const words = [value].flat().map((item) => wordOf(where, item));
  if (words.length === 0 && one.count === '+') return [];
  // A value that looks like a flag is one word with its own.
  const [first] = words;
  return words.length === 1 && /^-\D/.test(first) ? [`${name}=${first}`] : [name, ...words];
}

function wordOf(where: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (value === null) return 'no';
  throw badValue(where, value, 'Give a text, a number, or a list of these.');
}

function badValue(where: string, value: unknown, remedy: string): OptionError {
  return new OptionError(`${where} cannot be ${JSON.stringify(value) ?? typeof value}.`, remedy);
}

function noSuchOption(command: string, name: string, known: readonly string[]): OptionError {
  const near = nearestNames(name, known);
  return new OptionError(
    `${command} has no option ${name}.`,
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `It has ${known.join(', ')}.`,
  );
}
