import { readFileSync } from 'node:fs';
import { wideDate } from '../../config/date-list.ts';
import { FileError } from '../../core/errors.ts';

/**
 * Errors by date from a text: a date and a number per line, blanks or commas between them, # for comments.
 * @throws {FileError} for a line that is neither, and when there is none
 */
export function readErrors(path: string): Map<string, number> {
  const errors = new Map<string, number>();
  readFileSync(path, 'utf8')
    .split('\n')
    .forEach((line, k) => {
      const text = line.replace(/#.*/, '').trim();
      if (text === '') return;
      const [first, second] = text.split(/[\s,]+/);
      const date = wideDate(first);
      const error = second === undefined ? Number.NaN : Number(second);
      if (date === null || !(error >= 0)) {
        throw new FileError(
          `${path}, line ${k + 1}: "${text}" is no date with its error.`,
          'Give a date and a number of at least 0 per line, e.g. 20180104 0.002.',
        );
      }
      errors.set(date, error);
    });
  if (errors.size > 0) return errors;
  throw new FileError(`${path} holds no error.`, 'Give a date and a number per line, e.g. 20180104 0.002.');
}
