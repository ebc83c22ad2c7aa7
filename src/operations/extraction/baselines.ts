import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../../core/context.ts';
import type { GunwInterferogram } from '../../io/gunw/interferograms.ts';
import { writeWhole } from '../../io/whole-file.ts';
import { ProductFiles } from './product-files.ts';
import type { RasterJob } from './raster-job.ts';
import { readCube } from './read-cube.ts';

/**
 * Perpendicular baseline of each pair, m, the later less the earlier date: the mean of its raster where there is one, else of the
 * cubes of its frames.
 */
export async function meanBaselines(
  pairs: readonly GunwInterferogram[],
  jobs: readonly RasterJob[],
  folder: string,
  context: Pick<Context, 'progress'>,
): Promise<ReadonlyMap<string, number>> {
  const files = new ProductFiles();
  const baselines = new Map<string, number>();
  try {
    for (const [k, { pair, frames }] of pairs.entries()) {
      const raster = join(folder, 'bPerpendicular', pair);
      const values = jobs.some(({ path }) => path === raster)
        ? [meanOf(floatsOf(raster).filter((value) => value !== 0))]
        : [];
      if (values.length === 0)
        for (const frame of frames) {
          const cube = frame.geometry.perpendicularBaseline;
          if (cube !== undefined)
            values.push(frame.sign * meanOf((await readCube(frame, cube, files)).values));
        }
      baselines.set(pair, values.length === 0 ? 0 : Number(meanOf(values).toFixed(4)));
      context.progress('baselines', k + 1, pairs.length);
    }
  } finally {
    files.close();
  }
  return baselines;
}

/** `bPerpendicular/bperp.json`. */
export function writeBaselines(folder: string, baselines: ReadonlyMap<string, number>): void {
  writeWhole(join(folder, 'bPerpendicular', 'bperp.json'), JSON.stringify(Object.fromEntries(baselines)));
}

function floatsOf(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

function meanOf(values: ArrayLike<number>): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    sum += values[i];
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
