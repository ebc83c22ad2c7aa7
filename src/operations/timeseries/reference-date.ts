import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { datesOfText } from '../../config/date-list.ts';
import type { DateSource } from '../../config/time-type.ts';
import type { Context } from '../../core/context.ts';
import { findDate } from '../../core/date-selection.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import { whileLocked } from '../../io/files/output.ts';
import { makeLike } from '../../io/products/like.ts';
import { readProduct, source } from '../../io/products/product.ts';
import { readTimeseries, type Timeseries } from '../../io/products/timeseries.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import type { ReferenceDateArgs } from './reference-date-kernel.ts';

export interface ReferenceDateRequest {
  readonly files: readonly string[];
  /** date whose displacement becomes 0, YYYYMMDD[THHMM] */
  readonly date: string;
  /** for a single file: write here and leave the input as it is */
  readonly outfile?: string;
  /** also where REF_DATE says it already */
  readonly force?: boolean;
}

/**
 * Make time series relative to one date: `mintsar reference_date`. Each file is written anew beside the old one and
 * then takes its place; all are checked before the first is touched.
 */
export async function changeReferenceDate(request: ReferenceDateRequest, context: Context): Promise<void> {
  assertRequest('changeReferenceDate', request, context, ['files[]']);
  const { files, outfile } = request;
  if (outfile !== undefined && files.length !== 1) {
    throw new OptionError(
      `One output file is given for ${files.length} inputs.`,
      'Leave --outfile out to change the files in place.',
    );
  }
  const changed = outfile === undefined ? files : [outfile];
  await whileLocked(changed, context, (locked) => changeAll(request, locked));
}

async function changeAll(
  { files, date, outfile, force = false }: ReferenceDateRequest,
  context: Context,
): Promise<void> {
  const all: { readonly series: Timeseries; readonly dateIndex: number }[] = [];
  for (const file of files) {
    const series = await readTimeseries(file);
    const dateIndex = findDate(series.dates, date);
    if (dateIndex < 0) {
      throw new OptionError(
        `The date ${date} is not in ${series.path}.`,
        `It has: ${series.dates.join(', ')}.`,
      );
    }
    all.push({ series, dateIndex });
  }
  for (const { series, dateIndex } of all) {
    const own = series.dates[dateIndex];
    if (series.attributes['REF_DATE'] === own && !force && outfile === undefined) {
      context.log.info(`${series.path} is relative to ${own} already`);
      continue;
    }
    await rewrite(series, dateIndex, outfile ?? series.path, context);
  }
}

async function rewrite(
  series: Timeseries,
  dateIndex: number,
  outfile: string,
  context: Context,
): Promise<void> {
  const args: ReferenceDateArgs = { numDate: series.dates.length, dateIndex };
  const date = series.dates[dateIndex];
  const attributes = { ...series.attributes, REF_DATE: date };
  context.log.info(`${series.path}: reference date ${series.attributes['REF_DATE'] ?? 'none'} -> ${date}`);
  await makeLike(outfile, series, { attributes, rasters: ['timeseries'] }, context, async (product) => {
    await runBlocks(
      {
        label: 'reference date',
        length: series.length,
        width: series.width,
        inputs: { timeseries: source(series.path, 'timeseries') },
        outputs: { timeseries: product.sink('timeseries') },
        kernel: 'changeReferenceDate',
        args,
      },
      context,
    );
  });
}

/**
 * The date that a template or flag names: itself, the first date of a text file, or REF_DATE of an HDF5 file.
 * @returns undefined when the file is not there
 */
export async function resolveReferenceDate(date: DateSource, folder: string): Promise<string | undefined> {
  if (date.kind === 'date') return date.date;
  const path = resolve(folder, date.file);
  if (!existsSync(path)) return undefined;
  const isHdf5 = /\.(h5|he5)$/.test(path);
  const found = isHdf5
    ? (await readProduct(path)).attributes['REF_DATE']
    : datesOfText(readFileSync(path, 'utf8'))[0];
  if (found !== undefined) return found;
  throw new FileError(
    isHdf5 ? `${path} has no attribute REF_DATE.` : `${path} holds no date.`,
    'Give a date like 20110311, a text file that begins with one, or a time series that has a reference date.',
  );
}
