/**
 * The words templates use for on, off and "decide for me". Users write them in every case and in several spellings;
 * files keep the three canonical ones: `yes`, `no`, `auto`.
 */
const YES = new Set(['yes', 'y', 'on', 'true']);
const NO = new Set(['no', 'n', 'off', 'false']);

export function isYes(text: string): boolean {
  return YES.has(text.toLowerCase());
}

/** Off, or nothing at all: `no` and `none` mean the same to every option. */
export function isNo(text: string): boolean {
  const word = text.toLowerCase();
  return NO.has(word) || word === 'none';
}

/** Canonical spelling of a loosely written value: `Off` -> `no`, `y` -> `yes`, `default` -> `auto`; others unchanged. */
function canonicalWord(text: string): string {
  const word = text.toLowerCase();
  if (word === 'def' || word === 'default') return 'auto';
  if (YES.has(word)) return 'yes';
  if (NO.has(word)) return 'no';
  return text;
}

/** Options whose values are names of methods, written with either dash and in any case. */
const METHOD_KEYS = new Set(['mintpy.deramp', 'mintpy.troposphericDelay.method']);

/** End of the value of a correction that is kept only where it makes most dates quieter. */
export const IF_BETTER = '-if-better';

/** What stands before {@link IF_BETTER}; undefined without it. */
export function triedValue(text: string): string | undefined {
  return text.endsWith(IF_BETTER) ? text.slice(0, -IF_BETTER.length) : undefined;
}

/** Canonical value of one option: loose words, and `Height-Correlation` -> `height_correlation` for methods. */
export function canonicalValue(key: string, text: string): string {
  const tried = /^(.+)[-_]if[-_]better$/i.exec(text)?.[1];
  if (tried !== undefined) return `${canonicalValue(key, tried)}${IF_BETTER}`;
  const value = canonicalWord(text);
  return METHOD_KEYS.has(key) ? value.toLowerCase().replaceAll('-', '_') : value;
}
