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

/** Canonical value of one option: loose words, and `Height-Correlation` -> `height_correlation` for methods. */
export function canonicalValue(key: string, text: string): string {
  const value = canonicalWord(text);
  return METHOD_KEYS.has(key) ? value.toLowerCase().replaceAll('-', '_') : value;
}
