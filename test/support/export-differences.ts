import { extname } from 'node:path';
import { gmt, readByGdal } from './outside-readers.ts';

/**
 * An exported file against that of the reference, as its reader sees both.
 * @returns undefined when nobody knows the format
 */
export function exportDifferences(file: string, expected: string): string[] | undefined {
  return COMPARISONS[extname(file)]?.(file, expected);
}

const COMPARISONS: Readonly<Record<string, (file: string, expected: string) => string[]>> = {
  '.tif': gdalDifferences,
  '.img': gdalDifferences,
  '.grd': gmtDifferences,
  '.hdr': () => [], // read together with its .img
};

function gdalDifferences(file: string, expected: string): string[] {
  const [mine, theirs] = [readByGdal(file), readByGdal(expected)];
  const problems = (['driver', 'epsg', 'type'] as const)
    .filter((key) => JSON.stringify(mine[key]) !== JSON.stringify(theirs[key]))
    .map((key) => `${key} is ${mine[key]}, not ${theirs[key]}`);
  const place = valuesApart(mine.transform, theirs.transform, 1e-9).map((problem) => `transform: ${problem}`);
  return [...problems, ...place, ...valuesApart(mine.values, theirs.values, 1e-6)];
}

/** Values from the upper left on: the reference's coordinates are off by up to a pixel. */
function gmtDifferences(file: string, expected: string): string[] {
  const values = (path: string) => gmt.run('grd2xyz', path, '-ZTLa').trim().split('\n').map(Number);
  return valuesApart(values(file), values(expected), 1e-6);
}

/** @param relative largest difference, of the value */
export function valuesApart(mine: ArrayLike<number>, theirs: ArrayLike<number>, relative: number): string[] {
  if (mine.length !== theirs.length) return [`${mine.length} values, not ${theirs.length}`];
  for (let i = 0; i < mine.length; i++) {
    const isSame =
      Object.is(mine[i], theirs[i]) || Math.abs(mine[i] - theirs[i]) <= relative * Math.abs(theirs[i]);
    if (!isSame) return [`value ${i} is ${mine[i]}, not ${theirs[i]}`];
  }
  return [];
}
