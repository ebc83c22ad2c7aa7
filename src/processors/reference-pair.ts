import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expandPattern } from '../loading/glob.ts';

/**
 * The pair whose geometry stands for a stack in a PROCESS folder beside the work directory: named in
 * `reference_ifgram.txt`, else by the first folder of geometry.
 * @param folders where geometry lies, `../PROCESS/SIM/sim_` and the pair
 * @returns `*` when nothing names one
 */
export function referencePair(workDir: string, folders: string): string {
  const file = join(workDir, '../PROCESS/reference_ifgram.txt');
  const named = existsSync(file) ? /\d{6,8}[-_]\d{6,8}/.exec(readFileSync(file, 'utf8')) : null;
  if (named !== null) return named[0];
  const [first] = expandPattern(`${folders}*`, workDir);
  return first === undefined ? '*' : basename(first).slice(basename(folders).length);
}
