import { OptionError } from '../core/errors.ts';
import { isNo, isYes } from './loose-values.ts';

/** How the text of an option becomes a value, and how to tell a user what may be written. */
export interface ValueType<T> {
  /** Short form for the comment in the template file, e.g. `int >= 1 / no`. */
  readonly syntax: string;
  /** Noun phrase for error messages, e.g. `a whole number of at least 1, or no`. */
  readonly accepts: string;
  /**
   * Text to value; the text is trimmed and is not `auto`.
   *
   * @throws {OptionError} with one sentence that quotes the text and says what is accepted
   */
  readonly parse: (text: string) => T;
}

/** The error for a text that is not what the option accepts; `why` replaces the general sentence. */
export function refuse(text: string, accepts: string, why?: string): OptionError {
  return new OptionError(why ?? `"${text}" is not ${accepts}.`, `Write ${accepts}.`);
}

/** Square brackets around values are decoration: `[31.8, 130.8]` is read as `31.8, 130.8`. */
export function withoutBrackets(text: string): string {
  return text.replace(/[[\]]/g, '').trim();
}

/** Accept `no` and `none` beside the values of `type`; both give null. */
export function orNo<T>(type: ValueType<T>): ValueType<T | null> {
  const accepts = `${type.accepts}, or no`;
  return {
    syntax: `${type.syntax} / no`,
    accepts,
    parse: (text) => {
      if (isNo(text)) return null;
      try {
        return type.parse(text);
      } catch (error) {
        if (!(error instanceof OptionError)) throw error;
        const general = `"${text}" is not ${type.accepts}.`;
        throw refuse(text, accepts, error.message === general ? undefined : error.message);
      }
    },
  };
}

/** A switch. `none` counts as off, as for every option of the template. */
export const yesNo: ValueType<boolean> = {
  syntax: 'yes / no',
  accepts: 'yes or no',
  parse: (text) => {
    const word = withoutBrackets(text);
    if (isYes(word)) return true;
    if (isNo(word)) return false;
    throw refuse(text, 'yes or no');
  },
};

/** Whole number within `min..max`; `2.0` is refused. */
export function int(min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): ValueType<number> {
  const accepts = `a whole number${range(min, max)}`;
  return {
    syntax: `int${limits(min, max)}`,
    accepts,
    parse: (text) => {
      const word = withoutBrackets(text);
      const value = Number(word);
      if (!/^[+-]?\d+$/.test(word) || value < min || value > max) throw refuse(text, accepts);
      return value;
    },
  };
}

/** Decimal number within `min..max`, exponents allowed (`2.5e3`). */
export function float(min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): ValueType<number> {
  const accepts = `a number${range(min, max)}`;
  return {
    syntax: `float${limits(min, max)}`,
    accepts,
    parse: (text) => {
      const value = decimal(withoutBrackets(text));
      if (value === null || value < min || value > max) throw refuse(text, accepts);
      return value;
    },
  };
}

/** Number greater than zero. */
export const positive: ValueType<number> = {
  syntax: 'float > 0',
  accepts: 'a number greater than 0',
  parse: (text) => {
    const value = decimal(withoutBrackets(text));
    if (value === null || value <= 0) throw refuse(text, 'a number greater than 0');
    return value;
  },
};

/** Coherences, correlations and area ratios. */
export const fraction: ValueType<number> = { ...float(0, 1), syntax: 'float 0-1' };

/** A number, or any text containing `nan` for not-a-number: the value of pixels without data. */
export const fillValue: ValueType<number> = {
  syntax: 'float / nan',
  accepts: 'a number or nan',
  parse: (text) => {
    if (/nan/i.test(text)) return Number.NaN;
    const value = decimal(withoutBrackets(text));
    if (value === null) throw refuse(text, 'a number or nan');
    return value;
  },
};

/** One of a few names, matched in any case and given back as listed. `no` also answers to `none` and `off`. */
export function choice<const C extends string>(...names: readonly C[]): ValueType<C> {
  const accepts = oneOf(names);
  return {
    syntax: names.join(' / '),
    accepts,
    parse: (text) => {
      const word = withoutBrackets(text);
      const match = names.find((name) => name.toLowerCase() === word.toLowerCase());
      if (match !== undefined) return match;
      const no = names.find((name) => name === 'no');
      if (no !== undefined && isNo(word)) return no;
      throw refuse(text, accepts);
    },
  };
}

/** A name out of a table that is not known here: whether there is such a row shows where it is looked up. */
export const lowerCaseName: ValueType<string> = {
  syntax: 'name',
  accepts: 'a name of letters, digits and _',
  parse: (text) => {
    const word = withoutBrackets(text);
    if (!/^\w+$/.test(word)) throw refuse(text, 'a name of letters, digits and _');
    return word.toLowerCase();
  },
};

/** Free text: a file, a folder or a name; blanks and brackets inside belong to it. */
export function text(syntax: string, accepts: string): ValueType<string> {
  return { syntax, accepts, parse: (value) => value };
}

/** A station as the Nevada Geodetic Laboratory names it. */
export const nevadaSite: ValueType<string> = {
  syntax: 'SITE',
  accepts: 'four letters or digits of a GNSS station, e.g. P123',
  parse(text) {
    if (!/^[A-Za-z0-9]{4}$/.test(text)) throw refuse(text, this.accepts);
    return text.toUpperCase();
  },
};

export const file = text('file', 'a file name');
export const folder = text('folder', 'a folder');
/** The word `auto` is kept in these two: it stands for "fill in from the usual layout, or leave out". */
export const path = { ...orNo(text('path', 'a path')), syntax: 'path' };
export const pattern = { ...orNo(text('path or glob', 'a path or a glob pattern')), syntax: 'path or glob' };

/** Decimal number, or null when the text is anything else. */
export function decimal(text: string): number | null {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : null;
}

function oneOf(names: readonly string[]): string {
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;
}

function range(min: number, max: number): string {
  if (Number.isFinite(min) && Number.isFinite(max)) return ` from ${min} to ${max}`;
  if (Number.isFinite(min)) return ` of at least ${min}`;
  return Number.isFinite(max) ? ` of at most ${max}` : '';
}

function limits(min: number, max: number): string {
  if (Number.isFinite(min) && Number.isFinite(max)) return ` ${min}-${max}`;
  if (Number.isFinite(min)) return ` >= ${min}`;
  return Number.isFinite(max) ? ` <= ${max}` : '';
}
