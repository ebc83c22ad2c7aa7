import { OptionError } from '../core/errors.ts';

/** @throws {OptionError} when what names a file is no text, as a forgotten or misplaced argument is not */
export function assertPath(path: unknown): asserts path is string {
  if (typeof path === 'string' && path !== '') return;
  const given =
    path === '' ? 'an empty text' : path === null || typeof path !== 'object' ? String(path) : 'an object';
  throw new OptionError(
    `A file is named by its path; ${given} was given.`,
    'Give a text such as velocity.h5.',
  );
}
