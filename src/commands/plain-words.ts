import type { Flag, Flags } from '../flags/flag.ts';

/** Values such as -3e-2 and -inf are numbers, not options. */
export const NEGATIVE_NUMBER = /^-(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^-inf(inity)?$/;

/** Words of a command line by the flags that take them, as `CommandParser.parse` gives them. */
export interface PlainWords {
  readonly words: Readonly<Record<string, unknown>>;
  /** Keys of flags that were typed. */
  readonly given: ReadonlySet<string>;
}

/**
 * The words of a command line that is plain: every flag spelled in full, as a word of its own, with the values it takes, and
 * everything there that is required. Most are, and the argument parser takes longer to load and to learn the flags of `view` than
 * the map takes to draw.
 *
 * @returns undefined for everything else (abbreviations, `--flag=value`, help, mistakes): the argument parser understands or
 *   explains it
 */
export function plainWords(flags: Flags, argv: readonly string[]): PlainWords | undefined {
  const keys = Object.keys(flags);
  const spelled = new Map(keys.flatMap((key) => flags[key].names.map((name) => [name, key] as const)));
  const words: Record<string, unknown> = {};
  for (const key of keys) words[key] = absent(flags[key]);
  const given = new Set<string>();
  const rest: string[] = [];
  for (let at = 0; at < argv.length; ) {
    const word = argv[at++];
    if (isValue(word)) {
      rest.push(word);
      continue;
    }
    const key = spelled.get(word);
    if (key === undefined) return undefined;
    const one = flags[key];
    if (given.has(key) && !one.repeatable) return undefined;
    given.add(key);
    const most = typeof one.count === 'number' ? one.count : Number.POSITIVE_INFINITY;
    const values: string[] = [];
    while (values.length < most && at < argv.length && isValue(argv[at])) values.push(argv[at++]);
    if (!takes(one, values)) return undefined;
    const value = one.count === 0 ? one.sets : one.count === 1 ? values[0] : values;
    words[key] = one.repeatable ? [...((words[key] as unknown[] | undefined) ?? []), value] : value;
  }
  if (!takePositionals(flags, rest, words)) return undefined;
  const exclusive = [...given].flatMap((key) => flags[key].exclusive ?? []);
  if (new Set(exclusive).size < exclusive.length) return undefined;
  return keys.some((key) => flags[key].required && !given.has(key)) ? undefined : { words, given };
}

/** Whether a word cannot be a flag. */
function isValue(word: string): boolean {
  return word !== '' && (!word.startsWith('-') || NEGATIVE_NUMBER.test(word));
}

/** Whether these are as many values as a flag takes, and it knows them. */
function takes({ count, choices }: Flag, values: readonly string[]): boolean {
  if (count === '?' || (typeof count === 'number' && values.length < count)) return false;
  if (count === '+' && values.length === 0) return false;
  return choices === undefined || values.every((value) => choices.includes(value));
}

/** What the parser gives for a flag that is not there. */
function absent({ count, sets }: Flag): unknown {
  return count === 0 ? !sets : undefined;
}

/** Hand the words that belong to no flag to the positionals: one each, and all others to the last. */
function takePositionals(flags: Flags, rest: readonly string[], words: Record<string, unknown>): boolean {
  const keys = Object.keys(flags).filter((key) => flags[key].names.length === 0);
  for (const [k, key] of keys.entries()) {
    const one = flags[key];
    const isLast = k === keys.length - 1;
    if (one.count === 1) {
      if (k >= rest.length || !takes(one, [rest[k]])) return false;
      words[key] = rest[k];
    } else if (!isLast) return false;
    else if (one.count === '*' || one.count === '+') {
      const values = rest.slice(k);
      if (!takes(one, values)) return false;
      words[key] = values;
      return true;
    } else return false;
  }
  return rest.length === keys.length;
}
