import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expandPattern } from '../../loading/glob.ts';

/** Usual places in the folder of a frame, of which the work directory is one. */
export function licsarLayout(workDir: string): Record<string, string> {
  const pairs = existsSync(join(workDir, '../GEOC')) ? '../GEOC' : '../interferograms';
  const isIn = (folder: string) => expandPattern(`${folder}/*.U.tif`, workDir).length > 0;
  const frame = isIn('../metadata') ? '../metadata' : pairs;
  return {
    unwFile: `${pairs}/*/*.geo.unw.tif`,
    corFile: `${pairs}/*/*.geo.cc.tif`,
    demFile: `${frame}/*.hgt.tif`,
    incAngleFile: `${frame}/*.U.tif`,
    azAngleFile: `${frame}/*.E.tif`,
  };
}
