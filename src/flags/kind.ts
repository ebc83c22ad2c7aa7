import { resolve } from 'node:path';
import { OptionError } from '../core/errors.ts';
import type { Written } from './said.ts';

/** What a path on the command line is to the command; the check before the work reads it. */
export type FileRole =
  /** is read: must be there */
  | 'input'
  /** is read when it is there */
  | 'optional'
  /** as optional, and the work goes on without it: a warning when a user named it */
  | 'spare'
  /** is read and changed in place, unless an output is named: it may be the output, too */
  | 'edited'
  /** is written */
  | 'output';

/** One word of the command line: what it may be and what it becomes. The value types of options are kinds, too. */
export interface Kind<T, S = unknown> {
  /** What scripts may write for it, where the value itself does not say: a type without a value. */
  readonly written?: S;
  /** Noun phrase for messages: `a whole number of at least 1`. */
  readonly accepts: string;
  /** @throws {OptionError} that quotes the word */
  readonly parse: (word: string) => T;
  /** How help names the value. */
  readonly metavar?: string;
  readonly choices?: readonly string[];
  /** Words that a shell proposes where there are no choices. */
  readonly proposed?: readonly string[];
  readonly role?: FileRole;
  /** An output whose folder is made when it is not there; of others it must be there. */
  readonly makesFolder?: boolean;
  /** The file may be on a server: an http(s) address. */
  readonly mayBeFar?: boolean;
}

/** Any text, such as the name of a dataset. */
export const word: Kind<string> = { accepts: 'a word', parse: (text) => text };

const WHOLE = /^[+-]?\d+(_\d+)*$/;
const DECIMAL = /^[+-]?(\d+(_\d+)*(\.(\d+(_\d+)*)?)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$/i;

/** Whole number of at least `min`; `1.0` is refused, `10_000` is not, as in Python. */
export function int(min = Number.NEGATIVE_INFINITY): Kind<number> {
  const accepts = Number.isFinite(min) ? `a whole number of at least ${min}` : 'a whole number';
  return {
    accepts,
    metavar: 'NUM',
    parse: (text) => {
      const value = WHOLE.test(text.trim()) ? Number(text.replaceAll('_', '')) : Number.NaN;
      if (!(value >= min)) throw refusal(text, accepts);
      return value === 0 ? 0 : value; // no negative zero
    },
  };
}

/** Any number that Python reads: exponents, `inf` and `nan` too. */
export const float: Kind<number> = {
  accepts: 'a number',
  metavar: 'NUM',
  parse: (text) => {
    const value = text.trim().toLowerCase();
    if (/^[+-]?nan$/.test(value)) return Number.NaN;
    if (/^[+-]?inf(inity)?$/.test(value)) return value.startsWith('-') ? -Infinity : Infinity;
    if (!DECIMAL.test(value)) throw refusal(text, 'a number');
    return Number(value.replaceAll('_', ''));
  },
};

/** Any but `inf` and `nan`. */
export const finite: Kind<number> = {
  ...float,
  parse: (text) => {
    const value = float.parse(text);
    if (!Number.isFinite(value)) throw refusal(text, 'a number');
    return value;
  },
};

/** Finite and above 0. */
export const positive: Kind<number> = {
  ...float,
  accepts: 'a number above 0',
  parse: (text) => {
    const value = float.parse(text);
    if (!(value > 0 && value < Infinity)) throw refusal(text, 'a number above 0');
    return value;
  },
};

/** Finite, from `min` to `max`, both included. */
export function within(min: number, max = Number.POSITIVE_INFINITY): Kind<number> {
  const accepts = max === Infinity ? `a number of at least ${min}` : `a number from ${min} to ${max}`;
  return {
    ...float,
    accepts,
    parse: (text) => {
      const value = float.parse(text);
      if (!(Number.isFinite(value) && value >= min && value <= max)) throw refusal(text, accepts);
      return value;
    },
  };
}

/** A coherence, a correlation, a share of pixels, an opacity. */
export const fraction: Kind<number> = within(0, 1);

/** One of a few words, spelled exactly so. */
export function choice<const C extends string>(names: readonly C[]): Kind<C> {
  return { accepts: `one of ${names.join(', ')}`, parse: (text) => text as C, choices: names };
}

/** A file that is read: its absolute path. */
export const inputFile: Kind<string, string> = path('input');
/** A file that is read as it was typed, here or at an http(s) address. */
export const nearOrFarFile: Kind<string> = {
  ...path('input'),
  accepts: 'a file name or an address',
  mayBeFar: true,
  parse: (text) => text,
};
/** A file that is read when it is there, and passed over without a word when it is not. */
export const optionalFile: Kind<string> = path('optional');
/** The same, for work that goes on without the file: a name that was typed and is not there is a warning. */
export const spareFile: Kind<string> = path('spare');
/** A file that is read and changed in place. */
export const editedFile: Kind<string> = path('edited');
/** A file that is written. */
export const outputFile: Kind<string> = path('output');
/** A folder. */
export const folder: Kind<string> = {
  accepts: 'a folder',
  metavar: 'FOLDER',
  parse: (text) => resolve(text),
};

function path(role: FileRole): Kind<string, string> {
  return { accepts: 'a file name', metavar: 'FILE', role, parse: (text) => resolve(text) };
}

/** The same file as it was typed, for names that are written into results. */
export function asTyped(kind: Kind<string>): Kind<string> {
  return { ...kind, parse: (text) => text };
}

/** `no` and `none` beside the values of a kind; both give null. */
export function orNo<T, S>(kind: Kind<T, S>): Kind<T | null, Written<T, S> | null> {
  return {
    ...kind,
    written: undefined, // of another type
    accepts: `${kind.accepts}, or no`,
    parse: (text) => (/^(no|none)$/i.test(text) ? null : kind.parse(text)),
  };
}

function refusal(text: string, accepts: string): OptionError {
  return new OptionError(`"${text}" is not ${accepts}.`, `Write ${accepts}.`);
}
