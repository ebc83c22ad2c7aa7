import { FileError } from '../../core/errors.ts';
import { BytesWanted } from '../bytes/byte-source.ts';
import { Damage, Unsupported } from './fields.ts';

/** Say in which file and object something is wrong. */
export function explain<T>(file: string, object: string | undefined, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof BytesWanted) throw error;
    const what = object === undefined ? file : `${file}:${object}`;
    if (error instanceof Unsupported) {
      throw new FileError(
        `${what} cannot be read: it uses ${error.message}.`,
        'Write it anew in a plain layout, e.g. with h5repack or h5py.',
        { cause: error },
      );
    }
    if (error instanceof Damage || error instanceof RangeError) {
      throw new FileError(
        `${what} is damaged: ${error instanceof Damage ? error.message : 'its structure has no sense'}.`,
        'Make the file again with the command that wrote it, or fetch it again.',
        { cause: error },
      );
    }
    throw error;
  }
}
