import { accessSync, constants, existsSync } from 'node:fs';
import { writeError } from '../../io/write-error.ts';
import type { Plan } from '../plan.ts';

/** @throws {FileError} when a folder that products go to is there and cannot be written */
export function checkFolders(plan: Plan): void {
  for (const name of ['', 'inputs', 'geo', 'pic']) {
    const folder = plan.path(name);
    if (!existsSync(folder)) continue;
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
    } catch (cause) {
      throw writeError(`${folder}/*`, cause);
    }
  }
}
