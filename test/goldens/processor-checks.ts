import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { withH5 } from '../../src/io/hdf5/file.ts';
import { differencesOf, type Tolerance } from '../support/compare.ts';

/** Attributes that the workflow adds to loaded files after they were saved as expected: the chosen point. */
const AFTER_LOADING = /^REF_(Y|X|LAT|LON)$|^mintpy\.reference\.(yx|maskFile)$/;
/** Options that fix the reference pixel; the reference ran without them. */
const FIXED_POINT = /^mintpy\.reference\.(yx|maskFile)$/;

/**
 * All ways in which a small stack's products differ from the reference's.
 * @param sameNeighbour share of map pixels for which the reference took the neighbour that is nearest by its table: the others
 * lie half-way between two radar pixels, where its search is approximate
 * @param warped largest differences of loaded datasets where the way there (a warped elevation model, sines in single
 * precision) allows no less, by `file/dataset` or dataset;
 * infinite where it is not compared
 */
export async function processorDifferences(
  workDir: string,
  expected: string,
  sameNeighbour = 1,
  warped: Readonly<Record<string, number>> = {},
): Promise<string[]> {
  const reliable = await withH5(join(expected, 'maskTempCoh.h5'), (file) => file.read('mask') as Uint8Array);
  const problems: string[] = [];
  for (const file of (readdirSync(expected, { recursive: true }) as string[]).sort()) {
    if (!file.endsWith('.h5')) continue;
    const mine = join(workDir, file.startsWith('geo_') ? join('geo', file) : file);
    if (!existsSync(mine)) {
      problems.push(`${file} was not made`);
      continue;
    }
    const isInput = file.startsWith('inputs/');
    problems.push(
      ...(await differencesOf(mine, join(expected, file), {
        tolerance(dataset) {
          const max = warped[`${file}/${dataset}`] ?? warped[dataset];
          if (file.startsWith('inputs/') && max !== undefined)
            return max === Number.POSITIVE_INFINITY ? undefined : { max };
          return toleranceOf(file, dataset, reliable, sameNeighbour);
        },
        ignoreAttributes: isInput ? AFTER_LOADING : FIXED_POINT,
      })),
    );
  }
  return problems;
}

function toleranceOf(file: string, dataset: string, reliable: Uint8Array, share: number): Tolerance {
  if (dataset === 'bperp') return { max: 1e-4 }; // m
  if (file.startsWith('inputs/')) return { max: 1e-6, relative: 1e-6 }; // 1 ulp of float32
  if (file === 'temporalCoherence.h5') return { max: 1e-4 };
  if (file === 'maskTempCoh.h5') return { share: 0.999 };
  if (file === 'timeseries.h5') return dataset === 'date' ? {} : { max: 1e-5, rms: 2e-6 };
  const fitted = dataset.endsWith('Std') ? { max: 1e-6, relative: 1e-2 } : { max: 1e-4 };
  if (file === 'geo_velocity.h5') return { ...fitted, share };
  // Where the time series has no meaning nothing that is fitted to it has.
  if (file === 'velocity.h5') return { ...fitted, rms: 2e-5, where: (pixel) => reliable[pixel] === 1 };
  return {};
}
