/** A value of a flag in a call: a text, a number, several of them, or whether a switch is on. */
export type FlagValue = string | number | boolean | readonly (string | number)[] | undefined;

/** Flags by their long names, with or without dashes: `{ subLat: [35, 36], 'dem-nocontour': true, vlim: [-3, 3] }`. */
export type FlagValues = Readonly<Record<string, FlagValue>>;

/**
 * Words of a command line: split at blanks, but for what stands between quotes.
 *
 *     splitWords(`view.py velocity.h5 --title 'my map'`)  // ['view.py', 'velocity.h5', '--title', 'my map']
 */
export function splitWords(line: string): string[] {
  const words = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, (_all, a, b) => a ?? b));
}

/** Words of a call: a line or a list, and flags by name behind them. */
export function wordsOf(args: string | readonly string[], flags: FlagValues = {}): string[] {
  const words = typeof args === 'string' ? splitWords(args) : [...args];
  for (const [key, value] of Object.entries(flags)) {
    if (value === undefined || value === false) continue;
    const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    words.push(key.startsWith('-') ? key : name.length === 1 ? `-${name}` : `--${name}`);
    if (value === true) continue;
    words.push(...(Array.isArray(value) ? value : [value]).map(String));
  }
  return words;
}
