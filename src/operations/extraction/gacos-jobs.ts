import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileVersion } from '../../compute/work-journal.ts';
import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import { unpackArchive } from '../../io/archives/unpack.ts';
import type { GunwInterferogram } from '../../io/gunw/interferograms.ts';
import { expandPattern } from '../../loading/glob.ts';
import { gacosFile } from '../troposphere/gacos-files.ts';
import type { DifferenceJob, ZenithJob } from './raster-job.ts';

/** Folder of the delays, and the layer of their stack. */
export const GACOS_LAYER = 'gacos_corrections';

/** Delays of GACOS along the line of sight: of dates, and of pairs. */
export interface GacosJobs {
  readonly dates: readonly ZenithJob[];
  readonly pairs: readonly DifferenceJob[];
}

/**
 * Delays of GACOS for pairs whose dates both have a zenith delay; the others are told to the log.
 *
 * @param places folders of `YYYYMMDD.ztd` or `YYYYMMDD.ztd.tif`, such files, or archives of them; with commas between
 * @param incidenceOf file of the incidence angle of a pair
 * @throws {FileError} when no pair has delays
 */
export async function gacosJobs(
  places: string,
  pairs: readonly GunwInterferogram[],
  folder: string,
  incidenceOf: (pair: string) => string,
  { log }: Context,
): Promise<GacosJobs> {
  const folders = await gacosFolders(places, folder);
  const filesOf = (date: string) =>
    folders.map((one) => gacosFile(one, date)).filter((path) => path !== undefined);
  const dates = new Map<string, ZenithJob>();
  const differences: DifferenceJob[] = [];
  const missing = new Set<string>();
  const left: string[] = [];
  const at = (...names: string[]) => join(folder, GACOS_LAYER, ...names);
  for (const { pair, frames } of pairs) {
    const both = pair.split('_');
    const without = both.filter((date) => filesOf(date).length === 0);
    for (const date of without) missing.add(date);
    if (without.length > 0) {
      left.push(pair);
      continue;
    }
    for (const date of both) {
      if (dates.has(date)) continue;
      const zenith = filesOf(date).map((path) => [path, fileVersion(path)] as const);
      const { wavelength } = frames[0];
      dates.set(date, {
        kind: 'zenith',
        path: at('dates', date),
        zenith,
        incidence: incidenceOf(pair),
        wavelength,
      });
    }
    const [minuend, subtrahend] = both.map((date) => at('dates', date));
    const zenith = both.map((date) => dates.get(date)!.zenith);
    differences.push({ kind: 'difference', path: at(pair), minuend, subtrahend, zenith });
  }
  if (left.length > 0)
    log.warn(
      `no delay of GACOS for ${left.length} of ${pairs.length} pair(s): ${places} has none of ${[...missing].sort().join(', ')}`,
    );
  if (differences.length > 0) return { dates: [...dates.values()], pairs: differences };
  throw new FileError(
    `${places} has no zenith delays of both dates of any of ${pairs.length} pair(s).`,
    'Request the dates at http://www.gacos.net, and name the folder with -gp.',
  );
}

/** Folders in which files may lie; archives are unpacked beside the delays. */
async function gacosFolders(places: string, folder: string): Promise<string[]> {
  const folders = new Set<string>();
  for (const part of places.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const found = expandPattern(part, process.cwd());
    if (found.length === 0) throw new FileError(`${part} does not exist.`, 'Check -gp.');
    for (const path of found) {
      if (statSync(path).isDirectory()) folders.add(path);
      else if (/\.ztd(?:\.tif)?$/.test(path)) folders.add(dirname(path));
      else {
        const inside = join(folder, GACOS_LAYER, 'unpacked', basename(path));
        for (const name of await unpackArchive(path, { folder: inside }))
          folders.add(join(inside, dirname(name)));
      }
    }
  }
  return [...folders];
}
