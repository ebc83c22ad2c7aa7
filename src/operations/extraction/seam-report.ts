import { join } from 'node:path';
import type { Context } from '../../core/context.ts';
import type { Region } from '../../core/geometry/region.ts';
import { misfits, type Seam } from '../../core/unwrapping/stitch-frames.ts';
import { writeWhole } from '../../io/whole-file.ts';

/** How the frames of a pair fit. */
export interface PairSeams {
  readonly pair: string;
  /** names of the products, from north to south */
  readonly frames: readonly string[];
  /** of the frames, on the map of the rasters: degrees, or metres where `isProjected` */
  readonly footprints: readonly Region[];
  readonly isProjected: boolean;
  readonly seams: readonly Seam[];
  /** frames that do not hang together with the first one, counted from 0 */
  readonly apart: readonly number[];
}

/** Say what was found between frames; those that do not fit are named by pair and number. */
export function tellSeams(pairs: readonly PairSeams[], { log }: Context): void {
  const all = pairs.flatMap(({ seams }) => seams);
  if (all.length === 0) return;
  const cycles = all.map(({ before }) => Math.abs(Math.round(before / (2 * Math.PI))));
  const moved = cycles.filter((count) => count > 0).length;
  const left = Math.max(...all.map(({ after }) => Math.abs(after)));
  log.info(
    `${all.length} overlap(s) of frames: ${moved} were whole cycles apart (up to ${Math.max(...cycles)}), ${left.toFixed(2)} rad are left at most`,
  );
  for (const { pair, frames, seams, apart } of pairs) {
    for (const { first, second, fit, after } of misfits({ seams }))
      log.warn(
        `${pair}: frame ${second + 1} (${frames[second]}) does not fit frame ${first + 1}: ${Math.round(100 * fit)} % of what they have in common agree, median ${after.toFixed(2)} rad`,
      );
    for (const k of apart)
      log.warn(
        `${pair}: frame ${k + 1} (${frames[k]}) has no reliable pixels in common with the others: it stays as it is`,
      );
  }
}

/** Keep what was found for later: `seams.json`. */
export function writeSeams(folder: string, pairs: readonly PairSeams[]): void {
  writeWhole(join(folder, 'seams.json'), `[\n${pairs.map((pair) => JSON.stringify(pair)).join(',\n')}\n]\n`);
}
