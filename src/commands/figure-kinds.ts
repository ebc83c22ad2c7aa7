import { OptionError } from '../core/errors.ts';

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
