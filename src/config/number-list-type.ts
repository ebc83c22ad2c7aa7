import { OptionError } from '../core/errors.ts';
import { list, numbers, splitItems } from './composite.ts';
import type { ValueType } from './value-type.ts';

/** Indices counted from 0, `first:last` including both ends. */
export const indices: ValueType<readonly number[]> = list(
  'i,first:last,... / no',
  'indices like 1:5,25 (from 0, both ends included)',
  (s) => {
    const found: number[] = [];
    for (const item of splitItems(s, /[,;\s]+/)) {
      const match = /^(\d+)(?::(\d+))?$/.exec(item);
      const first = Number(match?.[1]);
      const last = Number(match?.[2] ?? first);
      // A stack of a million interferograms does not exist; a slip of the keyboard does.
      if (match === null || last < first || last > 1e6) {
        throw new OptionError(`"${item}" is not an index like 25 or a range like 1:5.`);
      }
      for (let i = first; i <= last; i++) found.push(i);
    }
    return found;
  },
);

/** Positive numbers separated by commas or semicolons. */
export const positives: ValueType<readonly number[]> = list(
  'float,float,... / no',
  'numbers greater than 0 like 1,0.5',
  (s) => {
    const v = numbers(s);
    return v?.every((n) => n > 0) === true ? v : null;
  },
);
