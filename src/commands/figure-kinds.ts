import { OptionError } from '../core/errors.ts';
import { float, type Kind } from '../flags/kind.ts';

/** Flags of two limits: finite, the smaller one first. @throws {OptionError} for anything else */
export function limits([min, max]: readonly number[], name: string): void {
  if (Number.isFinite(min) && Number.isFinite(max) && min < max) return;
  throw new OptionError(
    `${name} ${min} ${max} is no range.`,
    'Give two finite numbers, the smaller one first.',
  );
}

/** matplotlib's one-letter colours beside those that CSS names. */
export function cssColor(name: string): string {
  return COLOR_LETTERS[name] ?? name;
}

const COLOR_LETTERS: Readonly<Record<string, string>> = {
  k: 'black',
  w: 'white',
  r: 'red',
  g: 'green',
  b: 'blue',
  c: 'cyan',
  m: 'magenta',
  y: 'yellow',
};

/** A colour: matplotlib's letter, a name, or #rrggbb. */
export const color: Kind<string> = {
  accepts: 'a colour such as k, red or #1a2b3c',
  metavar: 'COLOR',
  parse: (text) => {
    const name = cssColor(text);
    if (/^(#[0-9a-f]{3}|#[0-9a-f]{6}|[a-z]+)$/i.test(name)) return name;
    throw new OptionError(`"${text}" is no colour.`, 'Give a letter such as k, a name, or #rrggbb.');
  },
};

/** A share in percent, `2%`, as a fraction. */
export const percent: Kind<number, number | `${number}%`> = {
  accepts: 'a percentage such as 2%',
  metavar: 'SHARE',
  parse: (text) => {
    const value = float.parse(text.replace(/%$/, '')) / 100;
    if (value > 0 && value <= 1) return value;
    throw new OptionError(`"${text}" is no percentage above 0.`, 'Write e.g. 3%.');
  },
};
