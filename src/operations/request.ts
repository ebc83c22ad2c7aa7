import type { Context } from '../core/context.ts';
import { OptionError } from '../core/errors.ts';

/** Fields of a request that are texts, or lists of texts when followed by `[]`. */
type Field<R> = (keyof R & string) | `${keyof R & string}[]`;

/**
 * Check what a script passes to an operation before anything is done: types are gone by then.
 * @param fields of the request that name files and must be there
 * @throws {OptionError} naming the operation and what it lacks
 */
export function assertRequest<R extends object>(
  operation: string,
  request: R,
  context: Context,
  fields: readonly Field<R>[],
): void {
  if (typeof request !== 'object' || request === null) {
    const names = fields.map((field) => field.replace('[]', '')).join(', ');
    throw new OptionError(
      `${operation} was called with ${String(request)} where a request is expected.`,
      `Call it as ${operation}({ ${names} }, quietContext()).`,
    );
  }
  for (const field of fields) {
    const name = field.replace('[]', '');
    const value = (request as Record<string, unknown>)[name];
    const isList = field.endsWith('[]');
    const isRight = isList
      ? Array.isArray(value) && value.every((item) => typeof item === 'string')
      : typeof value === 'string' && value !== '';
    if (isRight) continue;
    throw new OptionError(
      `${operation}: ${name} is ${value === undefined ? 'missing' : `${typeof value}, not ${isList ? 'a list of texts' : 'a text'}`}.`,
      `Give ${isList ? 'paths' : 'a path'} as ${name} of the request.`,
    );
  }
  if (typeof context?.log?.info !== 'function') {
    throw new OptionError(
      `${operation} was called without a context.`,
      'Give one as second argument, e.g. quietContext().',
    );
  }
}
