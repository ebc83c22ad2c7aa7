import { DateError, parseDate } from '../../core/dates.ts';
import { FileError } from '../../core/errors.ts';
import type { DatasetInfo, H5Reader } from '../hdf5/types.ts';
import { STACK_DATASETS } from './stack-datasets.ts';

const REMEDY = 'The file is damaged, or was not made in one piece: make it again.';
/** Products of other kinds may hold tables of their own shape; these are rasters wherever they are. */
const RASTERS = new Set<string>([
  ...STACK_DATASETS,
  ...['timeseries', 'velocity', 'velocityStd', 'mask', 'temporalCoherence', 'dem', 'displacement'],
  ...['height', 'latitude', 'longitude', 'azimuthCoord', 'rangeCoord', 'incidenceAngle', 'azimuthAngle'],
  ...['slantRangeDistance', 'shadowMask', 'waterMask'],
]);
const TYPES_OF_DATES = new Set(['timeseries', 'ifgramStack', 'geometry', 'HDFEOS']);

interface Size {
  readonly fileType: string;
  readonly length: number;
  readonly width: number;
}

/**
 * Check that the parts of a product belong together: rasters have the rows and columns of the file, there is one per
 * date or interferogram, and so are baselines and flags; dates exist, and increase in a series.
 *
 * @throws {FileError} naming file, dataset and both numbers
 */
export function assertConsistent(file: H5Reader, { fileType, length, width }: Size): void {
  const { path, datasets } = file;
  for (const { name, shape } of datasets.values()) {
    const [rows, columns] = [shape.at(-2), shape.at(-1)];
    const isKnown = RASTERS.has(base(name)) || base(name) === fileType || /^unwrapPhase_/.test(name);
    if (shape.length < 2 || !isKnown || (rows === length && columns === width)) continue;
    throw new FileError(
      `${path}: ${name} has ${rows} x ${columns} pixels where LENGTH and WIDTH say ${length} x ${width}.`,
      REMEDY,
    );
  }
  if (!TYPES_OF_DATES.has(fileType)) return;
  const dates = [...datasets.values()].find(({ name }) => base(name) === 'date');
  if (dates === undefined) return;
  assertOnePerDate(file, dates, { fileType, length, width });
  assertDates(file, dates, fileType !== 'geometry');
}

function base(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function assertOnePerDate({ path, datasets }: H5Reader, dates: DatasetInfo, { length, width }: Size): void {
  const [numDate] = dates.shape;
  const what = dates.shape.length === 2 ? 'interferograms' : 'dates';
  const folder = dates.name.slice(0, -'date'.length);
  for (const { name, shape } of datasets.values()) {
    const isRaster = shape.length > 2 && shape.at(-2) === length && shape.at(-1) === width;
    const isList = shape.length === 1 && ['bperp', 'dropIfgram'].includes(base(name));
    if (!name.startsWith(folder) || !(isRaster || isList)) continue;
    const counts = isList ? shape : shape.slice(0, -2);
    const wrong = counts.find((count) => count !== numDate);
    if (wrong === undefined) continue;
    throw new FileError(
      `${path}: ${name} has ${wrong} ${isList ? 'values' : 'rasters'} where ${dates.name} has ${numDate} ${what}.`,
      REMEDY,
    );
  }
}

/** @param isSeries dates increase; those of baselines per pixel are looked up by name */
function assertDates(file: H5Reader, { name, shape }: DatasetInfo, isSeries: boolean): void {
  const where = `${file.path}: ${name}`;
  const isPairs = shape.length === 2;
  if (shape.length > 2 || (isPairs && shape[1] !== 2))
    throw new FileError(`${where} has the shape ${shape.join(' x ')}, not dates or pairs of dates.`, REMEDY);
  const texts = file.read(name) as string[];
  if (!Array.isArray(texts)) throw new FileError(`${where} holds numbers instead of dates in text.`, REMEDY);
  const known = new Map<string, number>(); // a stack names each date many times
  const instants = texts.map((text, i) => {
    try {
      const instant = known.get(text) ?? parseDate(text);
      known.set(text, instant);
      return instant;
    } catch (error) {
      if (!(error instanceof DateError)) throw error;
      const of = isPairs ? `interferogram ${(i >> 1) + 1}` : `raster ${i + 1}`;
      throw new FileError(`${where} of ${of} is "${text}": ${error.message}`, REMEDY);
    }
  });
  if (isPairs) assertPairs(where, texts, instants);
  else assertEachOnce(where, texts, instants, isSeries);
}

function assertEachOnce(
  where: string,
  texts: readonly string[],
  instants: readonly number[],
  isSeries: boolean,
): void {
  const seen = new Map<number, number>();
  instants.forEach((instant, k) => {
    const earlier = seen.get(instant);
    if (earlier !== undefined)
      throw new FileError(`${where} has ${texts[k]} twice (rasters ${earlier} and ${k + 1}).`, REMEDY);
    seen.set(instant, k + 1);
  });
  const k = instants.findIndex((instant, i) => i > 0 && instant < instants[i - 1]);
  if (!isSeries || k < 0) return;
  throw new FileError(
    `${where} is not in order: ${texts[k - 1]} before ${texts[k]} (rasters ${k} and ${k + 1}).`,
    REMEDY,
  );
}

function assertPairs(where: string, texts: readonly string[], instants: readonly number[]): void {
  const seen = new Map<string, number>();
  for (let i = 0; 2 * i < instants.length; i++) {
    const [first, second] = [instants[2 * i], instants[2 * i + 1]];
    const pair = `${texts[2 * i]}_${texts[2 * i + 1]}`;
    if (first === second)
      throw new FileError(`${where} of interferogram ${i + 1} is ${pair}, a date with itself.`, REMEDY);
    const earlier = seen.get(`${first} ${second}`);
    if (earlier !== undefined)
      throw new FileError(`${where} has ${pair} twice (interferograms ${earlier} and ${i + 1}).`, REMEDY);
    seen.set(`${first} ${second}`, i + 1);
  }
}
