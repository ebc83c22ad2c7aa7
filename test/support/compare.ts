import type { Values } from '../../src/core/array.ts';
import { withH5 } from '../../src/io/hdf5/file.ts';
import type { Attributes, H5Reader, H5Values } from '../../src/io/hdf5/types.ts';

/** How near a dataset must come to the reference's. Nothing given: identical, NaN at the same places. */
export interface Tolerance {
  /** largest difference */
  readonly max?: number;
  /** added to `max`: this times the expected value */
  readonly relative?: number;
  readonly rms?: number;
  /** share of the values that must lie within `max` and `relative`, and have NaN alike; 1 when left out */
  readonly share?: number;
  /** largest difference of the others */
  readonly limit?: number;
  /** differences are angles: whole turns do not count */
  readonly period?: number;
  /** pixels that are compared at all, by index within a raster */
  readonly where?: (pixel: number, numPixel: number) => boolean;
}

export interface FileComparison {
  /** tolerance of each dataset; undefined: it is not compared by value */
  readonly tolerance?: (dataset: string) => Tolerance | undefined;
  /** datasets keep units of their own that the reference drops */
  readonly keepsUnits?: boolean;
  /** attributes that are left out on purpose */
  readonly ignoreAttributes?: RegExp;
  /** only datasets, no attributes */
  readonly dataOnly?: boolean;
}

/** Where a file lies and when it was made: these differ between any two runs. */
const OF_THE_RUN = ['FILE_PATH', 'OG_FILE_PATH', 'extra_file_name', 'MODIFICATION_TIME', 'history'];
/** What datasets tell beyond the reference's, as docs/differences.md says. */
const OURS = ['provenance', 'mintpy.deramp', 'mintpy.deramp.maskFile', 'motion'];

/**
 * Differences between two HDF5 files as sentences; none when the first agrees with the second within the tolerances.
 * Root attributes must have the same keys, and numbers in them agree to 1e-9.
 */
export async function differencesOf(
  got: string,
  expected: string,
  comparison: FileComparison = {},
): Promise<string[]> {
  return withH5(got, (a) =>
    withH5(expected, (b) => {
      const name = got.split('/').slice(-2).join('/');
      const problems = comparison.dataOnly
        ? []
        : attributeDifferences(a.attributes, b.attributes, comparison.ignoreAttributes);
      const names = new Set([...a.datasets.keys(), ...b.datasets.keys()]);
      for (const dataset of names) problems.push(...datasetDifferences(a, b, dataset, comparison));
      return problems.map((problem) => `${name}: ${problem}`);
    }),
  );
}

/** Differences between the root attributes of two HDF5 files. */
export async function attributesAgainst(got: string, expected: string, ignore?: RegExp): Promise<string[]> {
  return withH5(got, (a) =>
    withH5(expected, (b) => attributeDifferences(a.attributes, b.attributes, ignore)),
  );
}

function datasetDifferences(
  a: H5Reader,
  b: H5Reader,
  name: string,
  { tolerance = () => ({}), dataOnly, keepsUnits = false }: FileComparison,
): string[] {
  const mine = a.datasets.get(name);
  const theirs = b.datasets.get(name);
  if (mine === undefined) return [`${name} is missing`];
  if (theirs === undefined) return [`${name} is not in the reference's file`];
  if (mine.type !== theirs.type) return [`${name} is ${mine.type} instead of ${theirs.type}`];
  if (mine.shape.join('x') !== theirs.shape.join('x'))
    return [`${name} is ${mine.shape.join(' x ')} instead of ${theirs.shape.join(' x ')}`];
  const problems = dataOnly ? [] : attributeDifferences(known(mine.attributes), known(theirs.attributes));
  function known(attributes: Attributes): Attributes {
    const kept = Object.entries(attributes).filter(([key, value]) => {
      // A unit of its own that is the file's: remove_ramp keeps it.
      const isOfFile = keepsUnits || value === a.attributes['UNIT'];
      const isKeptUnit = key === 'UNIT' && !(key in theirs!.attributes) && isOfFile;
      return !OURS.includes(key) && !isKeptUnit;
    });
    return Object.fromEntries(kept);
  }
  const limits = tolerance(name);
  if (limits !== undefined) {
    const [rows = 1, columns = 1] = theirs.shape.length > 1 ? theirs.shape.slice(-2) : theirs.shape;
    problems.push(...valueDifferences(a.read(name), b.read(name), limits, rows * columns));
  }
  return problems.map((problem) => `${name}: ${problem}`);
}

/** Differences between attributes: keys, numbers to 1e-9 relative, other text to the letter. */
export function attributeDifferences(got: Attributes, expected: Attributes, ignore?: RegExp): string[] {
  const problems: string[] = [];
  for (const key of new Set([...Object.keys(got), ...Object.keys(expected)])) {
    if (OF_THE_RUN.includes(key) || ignore?.test(key)) continue;
    const a = got[key];
    const b = expected[key];
    if (a === undefined) problems.push(`attribute ${key} = ${b} is missing`);
    else if (b === undefined) problems.push(`attribute ${key} = ${a} is not in the reference's file`);
    else if (!sameText(a, b)) problems.push(`attribute ${key} is ${a} instead of ${b}`);
  }
  return problems;
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/** Two texts are the same, but for numbers in them that agree to `relative`. */
export function sameText(a: string, b: string, relative = 1e-9): boolean {
  if (a === b) return true;
  const mine = Number(a);
  const theirs = Number(b);
  const near = (x: number, y: number) => Math.abs(x - y) <= relative * Math.abs(y);
  if (a.trim() !== '' && b.trim() !== '' && Number.isFinite(theirs)) return near(mine, theirs);
  if (a.replace(NUMBER, '#') !== b.replace(NUMBER, '#')) return false;
  const others = b.match(NUMBER) ?? [];
  return (a.match(NUMBER) ?? []).every((word, i) => near(Number(word), Number(others[i])));
}

/** Differences between two arrays of values, as sentences. */
export function valueDifferences(
  got: H5Values,
  expected: H5Values,
  tolerance: Tolerance,
  numPixel = expected.length,
): string[] {
  if (Array.isArray(expected) || Array.isArray(got)) {
    const wrong = (expected as string[]).findIndex((text, i) => text !== got[i]);
    return wrong < 0 ? [] : [`${got[wrong]} instead of ${expected[wrong]} at index ${wrong}`];
  }
  const { max = 0, relative = 0, share = 1, limit = Infinity } = tolerance;
  const found = measure(got, expected, tolerance, numPixel);
  const { count, beyond, nanMismatch, worst, worstIndex, rms } = found;
  const problems: string[] = [];
  const allowed = Math.floor((1 - share) * count);
  const at = `${pixelName(worstIndex, numPixel)}: ${got[worstIndex]} instead of ${expected[worstIndex]}`;
  if (nanMismatch > allowed) problems.push(`NaN in one file only at ${nanMismatch} of ${count} values`);
  if (beyond > allowed) {
    const bound = relative > 0 ? `${max} + ${relative} relative` : `${max}`;
    problems.push(`${beyond} of ${count} values differ by more than ${bound}, most at ${at}`);
  }
  if (worst > limit) problems.push(`differs by ${worst} (limit ${limit}) at ${at}`);
  if (tolerance.rms !== undefined && !(rms <= tolerance.rms))
    problems.push(`rms difference ${rms}, allowed ${tolerance.rms}`);
  return problems;
}

function measure(got: Values, expected: Values, tolerance: Tolerance, numPixel: number) {
  const { max = 0, relative = 0, period, where } = tolerance;
  let count = 0;
  let beyond = 0;
  let nanMismatch = 0;
  let worst = 0;
  let worstIndex = 0;
  let sum = 0;
  for (let i = 0; i < expected.length; i++) {
    if (where !== undefined && !where(i % numPixel, numPixel)) continue;
    count++;
    const a = got[i];
    const b = expected[i];
    if (Number.isNaN(a) || Number.isNaN(b)) {
      if (Number.isNaN(a) !== Number.isNaN(b)) nanMismatch++;
      continue;
    }
    if (a === b) continue;
    let difference = Math.abs(a - b);
    if (period !== undefined) difference = Math.abs(difference - period * Math.round(difference / period));
    if (difference > max + relative * Math.abs(b)) beyond++;
    if (difference > worst) {
      worst = difference;
      worstIndex = i;
    }
    sum += difference * difference;
  }
  return { count, beyond, nanMismatch, worst, worstIndex, rms: Math.sqrt(sum / Math.max(1, count)) };
}

function pixelName(index: number, numPixel: number): string {
  const plane = Math.floor(index / numPixel);
  return `index ${index} (pixel ${index % numPixel} of raster ${plane})`;
}
