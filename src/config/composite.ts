import { OptionError } from '../core/errors.ts';
import { isNo } from './loose-values.ts';
import { decimal, refuse, type ValueType, withoutBrackets } from './value-type.ts';

/** `read` gives null, or throws a sentence of its own, for a text it does not accept. Brackets are dropped first. */
export function composite<T>(
  syntax: string,
  accepts: string,
  read: (text: string) => T | null,
): ValueType<T> {
  return {
    syntax,
    accepts,
    parse: (text) => {
      let value: T | null;
      try {
        value = read(withoutBrackets(text));
      } catch (error) {
        if (!(error instanceof OptionError)) throw error;
        throw refuse(text, accepts, error.message);
      }
      if (value === null) throw refuse(text, accepts);
      return value;
    },
  };
}

/** A list in which `no`, `none` or nothing is the empty one. */
export function list<T>(
  syntax: string,
  accepts: string,
  read: (text: string) => readonly T[] | null,
): ValueType<readonly T[]> {
  return composite(syntax, `${accepts}, or no`, (s) => (s === '' || isNo(s) ? [] : read(s)));
}

export function splitItems(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

export function numbers(text: string): number[] | null {
  const values = splitItems(text, /[,;\s]+/).map(decimal);
  return values.length === 0 || values.includes(null) ? null : (values as number[]);
}
