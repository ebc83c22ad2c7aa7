import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { decimalYear } from '../../core/dates.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import { type DateScatter, prepareScatter, removeSteadyMotion } from '../../core/stats/scatter.ts';
import { chooseScatterSample, type ScatterSample } from '../../core/stats/scatter-sample.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { readMask, readProduct } from '../../io/products/product.ts';
import { stampOf } from '../../io/products/provenance.ts';
import { readTimeseries, type Timeseries } from '../../io/products/timeseries.ts';
import { pixelSpacing } from '../profiles/transect.ts';
import { FILES } from '../work-files.ts';

/** Series of the same pixels, and what is needed to tell how they are spread. */
export interface ScatterRequest {
  /** time series, m; those after the first are compared with it */
  readonly files: readonly string[];
  /** pixels that count; maskTempCoh.h5 beside the first file unless given, null = all with data */
  readonly mask?: string | null;
  /** file with the height of the pixels; without it nothing is said of height */
  readonly geometry?: string;
  /** what the comparison before this one measured, replaced by what this one measures; of no use without `mask` */
  readonly memory?: ScatterMemory;
}

/** The last series of a comparison, which may be the first of the next: its numbers, and all that they depend on. */
export interface ScatterMemory {
  last?: {
    readonly scatter: SeriesScatter;
    /** dates, spacing, and which mask, geometry and series as they were then */
    readonly state: string;
    readonly sample: ScatterSample;
    readonly gaps: PixelGaps;
    /** pixels that counted [numPixel] */
    readonly use: Uint8Array;
  };
}

/** How the dates of one series are spread in space, beside steady motion. */
export interface SeriesScatter {
  readonly file: string;
  /** one per date */
  readonly dates: readonly DateScatter[];
}

/** The same of several series, at the same pixels and dates. */
export interface ScatterComparison {
  /** dates that all series have */
  readonly dates: readonly string[];
  /** pixels that stand for the scene */
  readonly numPixel: number;
  readonly series: readonly SeriesScatter[];
}

/**
 * How the dates of series are spread in space: before and after a correction, or after several. A sample of the reliable
 * pixels is read, the same of all series; pixels that any of them lacks are left out of all. A series that the comparison before
 * has measured at the same pixels and dates is not measured again.
 *
 * @throws {FileError} for files of different sizes, without a common date, or without a pixel that all have
 */
export async function compareScatter(
  { files, mask, geometry, ...request }: ScatterRequest,
  context: Pick<Context, 'progress' | 'signal'>,
): Promise<ScatterComparison> {
  if (files.length === 0) throw new OptionError('There is no series to look at.', 'Give time series files.');
  const all = await Promise.all(files.map(readTimeseries));
  const [first, ...others] = all;
  for (const other of others) assertSameSize(first, other);
  const dates = first.dates.filter((date) => others.every((other) => other.dates.includes(date)));
  if (dates.length < 2)
    throw new FileError(
      `${files.join(', ')} have ${dates.length} dates in common.`,
      'Give series of the same acquisitions, of two dates at least.',
    );
  const spacing = pixelSpacing(first) ?? { y: Number.NaN, x: Number.NaN };
  const state = (file: string) =>
    JSON.stringify([dates, spacing, ...[mask, geometry, file].map((path) => path && [path, stampOf(path)])]);
  // A mask that lies beside the series is another file for another series.
  const memory = mask === undefined ? undefined : request.memory;
  const known = memory?.last?.state === state(files[0]) ? memory.last : undefined;
  const sample = known?.sample ?? chooseScatterSample(await readUsed(first, mask), first, spacing);
  const numPixel = sample.rows.length;
  const read = (n: number) => readSample(all[n], dates, sample, context);
  const values: (Float32Array | undefined)[] = [];
  const gaps: PixelGaps[] = [];
  for (const n of files.keys()) {
    values[n] = n === 0 && known ? undefined : await read(n);
    gaps[n] = values[n] ? gapsOf(values[n], numPixel) : known!.gaps;
    context.progress('looking at the spread of dates', n + 1, all.length);
  }
  const use = usedByAll(gaps);
  const numUsed = use.reduce((sum, value) => sum + value, 0);
  if (numUsed === 0)
    throw new FileError(
      `No pixel has values at all dates of ${files.map((file) => basename(file)).join(', ')}.`,
      'Check the mask; --mask no uses all pixels.',
    );
  const height = geometry === undefined ? undefined : await readHeight(geometry, first, sample);
  const spreadOf = prepareScatter(sample, use, height);
  const years = dates.map((date) => decimalYear(date));
  const series: SeriesScatter[] = [];
  for (const [n, file] of files.entries()) {
    if (n === 0 && known !== undefined && isSame(known.use, use)) {
      series.push(known.scatter);
      continue;
    }
    const own = values[n] ?? (await read(n));
    removeSteadyMotion(own, years);
    const rows = dates.map((_, k) => own.subarray(k * numPixel, (k + 1) * numPixel));
    series.push({ file, dates: rows.map(spreadOf) });
  }
  if (memory)
    memory.last = { scatter: series.at(-1)!, state: state(files.at(-1)!), sample, gaps: gaps.at(-1)!, use };
  return { dates, numPixel: numUsed, series };
}

/** Pixels that count [length, width]. @throws {FileError} for a mask of another size */
export async function readUsed(
  { path, length, width }: Timeseries,
  mask?: string | null,
): Promise<Uint8Array> {
  const beside = join(dirname(path), basename(path).replace(/timeseries.*$/, FILES.maskTempCoh));
  const file = mask === undefined ? (beside !== path && existsSync(beside) ? beside : null) : mask;
  if (file === null) return new Uint8Array(length * width).fill(1);
  const { data, shape } = await readMask(file);
  if (shape[0] === length && shape[1] === width) return data;
  if (mask === undefined) return new Uint8Array(length * width).fill(1);
  throw new FileError(
    `${file} has ${shape.join(' x ')} pixels where ${path} has ${length} x ${width}.`,
    'Give a mask of the same pixels, or --mask no.',
  );
}

/** Values at the pixels of a sample [numDate, numPixel], no-data as it is. */
async function readSample(
  { path, dates: own }: Timeseries,
  dates: readonly string[],
  sample: ScatterSample,
  { signal }: Pick<Context, 'signal'>,
): Promise<Float32Array> {
  const numPixel = sample.rows.length;
  const out = new Float32Array(dates.length * numPixel);
  await withH5(path, (file) => {
    const read = prepareRows(file, 'timeseries', sample);
    dates.forEach((date, k) => {
      if (signal?.aborted) throw (signal as AbortSignal).reason;
      read(own.indexOf(date), out.subarray(k * numPixel, (k + 1) * numPixel));
    });
  });
  return out;
}

/** Rows of a compressed dataset that are read at once, bytes: its chunks span several. */
const BAND_BYTES = 8 << 20;

/** Reads the pixels of a sample of one plane, or of a dataset without planes: those rows that hold any, and no more. */
function prepareRows(file: H5Reader, dataset: string, { rows, columns }: ScatterSample) {
  const { shape, compression } = file.datasets.get(dataset)!;
  const width = shape.at(-1)!;
  const high = compression === 'none' ? 1 : Math.max(1, Math.floor(BAND_BYTES / (4 * width)));
  const bands: { readonly y0: number; readonly count: number; readonly from: number; readonly to: number }[] =
    [];
  for (let from = 0; from < rows.length; ) {
    let to = from;
    while (to < rows.length && rows[to] < rows[from] + high) to++;
    bands.push({ y0: rows[from], count: rows[to - 1] - rows[from] + 1, from, to });
    from = to;
  }
  return (plane: number | undefined, out: Float32Array) => {
    for (const { y0, count, from, to } of bands) {
      const slab =
        plane === undefined
          ? { start: [y0, 0], count: [count, width] }
          : { start: [plane, y0, 0], count: [1, count, width] };
      const values = file.read(dataset, slab) as ArrayLike<number>;
      for (let i = from; i < to; i++) out[i] = values[(rows[i] - y0) * width + columns[i]];
    }
  };
}

/** What the pixels of a sample lack [numPixel]: 1 = a value at some date; 1 = all but 0, at every date. */
interface PixelGaps {
  readonly unknown: Uint8Array;
  readonly zero: Uint8Array;
}

function gapsOf(values: Float32Array, numPixel: number): PixelGaps {
  const unknown = new Uint8Array(numPixel);
  const zero = new Uint8Array(numPixel).fill(1);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) unknown[i % numPixel] = 1;
    if (values[i] !== 0) zero[i % numPixel] = 0;
  }
  return { unknown, zero };
}

/** 1 for pixels that have values at all dates of all series; 0 at all dates of the first is none. */
function usedByAll(gaps: readonly PixelGaps[]): Uint8Array {
  return gaps[0].zero.map((zero, i) => (zero === 1 || gaps.some(({ unknown }) => unknown[i] === 1) ? 0 : 1));
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** @throws {FileError} when the file is of other pixels */
async function readHeight(
  path: string,
  series: Timeseries,
  sample: ScatterSample,
): Promise<Float32Array | undefined> {
  const geometry = await readProduct(path);
  assertSameSize(series, geometry);
  if (!geometry.datasets.has('height')) return undefined;
  const out = new Float32Array(sample.rows.length);
  await withProduct(path, (file) => prepareRows(file, 'height', sample)(undefined, out));
  // One gap would make every correlation unknown; a height in the middle says nothing.
  const known = out.filter(Number.isFinite);
  if (known.length === 0) return undefined;
  const mean = known.reduce((sum, value) => sum + value / known.length, 0);
  return out.map((value) => (Number.isFinite(value) ? value : mean));
}
