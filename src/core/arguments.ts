import { OptionError } from './errors.ts';

/** What a field of an argument must be: a text, a list (typed arrays too), or any other object. */
export type FieldKind = 'text' | 'list' | 'object';

/**
 * Check what a script passes to a function, whose types are gone by then.
 *
 * @param operation name of the function
 * @param name of its argument
 * @param value the argument: must be an object
 * @param fields what the object must hold
 * @throws {OptionError} naming function, argument and field
 */
export function assertArgument(
  operation: string,
  name: string,
  value: unknown,
  fields: Readonly<Record<string, FieldKind>> = {},
): void {
  const remedy = `Call ${operation} as its documentation shows.`;
  if (kindOf(value) !== 'object') {
    const wanted = Object.keys(fields);
    const holding = wanted.length === 0 ? '' : ` with ${wanted.join(', ')}`;
    throw new OptionError(`${operation}: ${name} is ${shown(value)}, not an object${holding}.`, remedy);
  }
  for (const [field, kind] of Object.entries(fields)) {
    const found = (value as Readonly<Record<string, unknown>>)[field];
    if (kindOf(found) === kind) continue;
    const is = found === undefined ? 'missing' : `${shown(found)}, not ${NAMES[kind]}`;
    throw new OptionError(`${operation}: ${name}.${field} is ${is}.`, remedy);
  }
}

const NAMES: Readonly<Record<FieldKind, string>> = { text: 'a text', list: 'a list', object: 'an object' };

function kindOf(value: unknown): FieldKind | undefined {
  if (typeof value === 'string') return 'text';
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return 'list';
  return typeof value === 'object' && value !== null ? 'object' : undefined;
}

function shown(value: unknown): string {
  const kind = kindOf(value);
  return kind === undefined ? String(value) : NAMES[kind];
}
