import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FileError } from '../core/errors.ts';
import { FILES } from '../operations/work-files.ts';

/** The command that goes on with offsets. */
export const INVERT_OFFSETS = `mintsar ifgram_inversion ${FILES.offsetStack} -i rangeOffset -w no (and azimuthOffset)`;

/**
 * What stops the steps after load_data when a stack of offsets is loaded and no interferograms.
 * @returns undefined when interferograms are there, or nothing is
 */
export function offsetsAlone(workDir: string): FileError | undefined {
  const offsets = join(workDir, FILES.offsetStack);
  if (existsSync(join(workDir, FILES.stack)) || !existsSync(offsets)) return undefined;
  return new FileError(
    `${offsets} is loaded, and no interferograms: the steps after load_data are for these.`,
    `Invert the offsets with: ${INVERT_OFFSETS}.`,
  );
}
