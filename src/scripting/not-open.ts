import { OptionError } from '../core/errors.ts';

/** @throws {OptionError} always: an object was asked before it was opened */
export function notOpen(path: string): never {
  throw new OptionError(`${path} has not been opened.`, 'Write: await object.open();');
}
