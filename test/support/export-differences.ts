import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parseRsc } from '../../src/io/raster/rsc.ts';
import { gmt, readByGdal, readByOctave } from './outside-readers.ts';

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
  '.unw': float32Differences,
  '.cor': float32Differences,
  '.dem': bytesDifferences,
  '.rsc': sheetDifferences,
  '.mat': matDifferences,
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

function float32Differences(file: string, expected: string): string[] {
  const values = (path: string) => new Float32Array(new Uint8Array(readFileSync(path)).buffer);
  return valuesApart(values(file), values(expected), 1e-6);
}

function bytesDifferences(file: string, expected: string): string[] {
  return readFileSync(file).equals(readFileSync(expected)) ? [] : [`${file} has other bytes`];
}

/** Keys that tell places and times of files; BANDS of coherence, which the reference gets wrong (docs/differences.md). */
function sheetDifferences(file: string, expected: string): string[] {
  const own = new Set(['FILE_PATH', 'OG_FILE_PATH', ...(file.endsWith('.cor.rsc') ? ['BANDS'] : [])]);
  const [mine, theirs] = [file, expected].map((path) => parseRsc(readFileSync(path, 'utf8')).attributes);
  return [...new Set([...Object.keys(mine), ...Object.keys(theirs)])]
    .filter((key) => !own.has(key) && mine[key] !== theirs[key])
    .map((key) => `${key} is ${mine[key]}, not ${theirs[key]}`);
}

function matDifferences(file: string, expected: string): string[] {
  const [mine, theirs] = [readByOctave(file), readByOctave(expected)];
  const problems: string[] = [];
  for (const [name, { type, size, values }] of Object.entries(theirs.numbers)) {
    const own = mine.numbers[name];
    if (own === undefined) problems.push(`${name} is missing`);
    else if (own.type !== type || own.size.join() !== size.join())
      problems.push(`${name} is ${own.type} ${own.size}, not ${type} ${size}`);
    else problems.push(...valuesApart(own.values, values, 1e-6).map((problem) => `${name}: ${problem}`));
  }
  const isPlace = /FILE_PATH|extra_file_name/;
  for (const [key, value] of Object.entries(theirs.texts))
    if (!isPlace.test(key) && mine.texts[key] !== value)
      problems.push(`${key} is ${mine.texts[key]}, not ${value}`);
  return problems;
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
