import { FileError } from '../../core/errors.ts';
import { numbersOf } from './datatype.ts';
import type { H5Type } from './types.ts';

/** @throws {FileError} where complex numbers would be taken for twice as many real ones */
export function assertReal(path: string, dataset: string, type: H5Type): void {
  if (numbersOf(type) === 1) return;
  throw new FileError(
    `${path}:${dataset} holds complex numbers where real ones are needed.`,
    'Write its phase or amplitude as a dataset of its own.',
  );
}
