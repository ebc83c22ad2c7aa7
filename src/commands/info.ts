import type { Values } from '../core/array.ts';
import { DateError, decimalYear } from '../core/dates.ts';
import { OptionError } from '../core/errors.ts';
import { pythonFloat } from '../core/python-float.ts';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, on } from '../flags/flag.ts';
import { choice, nearOrFarFile, word } from '../flags/kind.ts';
import { isGeocoded, mapGrid } from '../io/attributes/typed.ts';
import { numbersOf, numpyName } from '../io/hdf5/datatype.ts';
import type { Attributes, DatasetInfo, H5Reader, OtherMember } from '../io/hdf5/types.ts';
import { fileTypeOf } from '../io/products/file-type.ts';
import { withProduct } from '../io/products/open-product.ts';
import { dateLabels, sliceNames } from '../io/products/slices.ts';

const COMPACT = 20;

/** `mintsar info`: what is in a file. */
export const command = defineCommand({
  description: 'The list forms print bare lines, good for redirecting into a file.',
  examples: [
    'mintsar info velocity.h5',
    'mintsar info inputs/ifgramStack.h5 --date --show kept > date12_list.txt',
    'mintsar info timeseries.h5 --num',
    'mintsar info inputs/ifgramStack.h5 --slice',
    'mintsar info timeseries.h5 --dset bperp',
    'mintsar info https://data.example.org/timeseries.h5 --date',
  ],
  flags: {
    file: argument(
      nearOrFarFile,
      'any HDF5 product, here or at an http(s) address, or a raster with a sheet beside it (.xml, .hdr, .rsc, .par, .vrt)',
    ),
    compact: on('--compact', `at most ${COMPACT} attributes or dates`),
    dataset: flag('--dset', word, 'print one dataset, its shape and range'),
    dates: on('--date', 'list dates or date pairs'),
    numbers: on('--num', 'the same with an index from 0'),
    slices: on('--slice', 'list names of single rasters'),
    show: flag('--show --show-ifgram', choice(['all', 'kept', 'dropped']), 'which pairs of a stack', {
      default: 'all',
    }),
  },
  async run(request, { print }) {
    await withProduct(request.file, (file) => {
      for (const line of report(file, request)) print(line);
    });
  },
});

interface InfoRequest {
  readonly compact: boolean;
  readonly dataset?: string;
  readonly dates: boolean;
  readonly numbers: boolean;
  readonly slices: boolean;
  readonly show: 'all' | 'kept' | 'dropped';
}

function report(file: H5Reader, request: InfoRequest): string[] {
  if (request.dates || request.numbers) return dateLines(file, request);
  if (request.slices) {
    if (request.show !== 'all') {
      throw new OptionError('--slice lists all pairs.', `Leave --show ${request.show} out, or use --date.`);
    }
    return sliceNames(file);
  }
  if (request.dataset !== undefined) return datasetLines(file, request.dataset);
  return fullReport(file, request.compact);
}

function dateLines(file: H5Reader, { numbers, show, compact }: InfoRequest): string[] {
  const labels = dateLabels(file);
  if (labels === undefined)
    throw new OptionError(`${file.path} has no dates.`, 'Dates are in time series and stacks.');
  let rows = labels.map((label, i) => ({ label, i }));
  if (show !== 'all' && file.datasets.has('dropIfgram')) {
    const kept = file.read('dropIfgram') as Uint8Array; // true = in use, whatever the name says
    rows = rows.filter(({ i }) => (kept[i] !== 0) === (show === 'kept'));
  }
  return shorten(
    rows.map(({ label, i }) => (numbers ? `${label}\t${i}` : label)),
    compact,
  );
}

function datasetLines(file: H5Reader, name: string): string[] {
  const info = file.datasets.get(name);
  if (info === undefined && !file.others.has(name)) {
    throw new OptionError(
      `${file.path} has no dataset ${name}.`,
      `It has: ${[...file.datasets.keys()].join(', ')}.`,
    );
  }
  const values = file.read(name); // says why another member has none
  const { type, shape } = info!;
  const size = `dataset size: ${pythonShape(shape)}`;
  if (Array.isArray(values)) return [values.join(' '), size];
  const isComplex = numbersOf(type) === 2;
  const numbers = isComplex ? amplitudes(values) : values;
  let min = Infinity;
  let max = -Infinity;
  let nan = 0;
  for (const v of numbers) {
    if (Number.isNaN(v)) nan++;
    else {
      if (v < min) min = v;
      if (v > max) max = v;
    }
  }
  const isFloat = isComplex || type.startsWith('f');
  const short = (v: number) => String(isFloat ? Number(v.toPrecision(8)) : v);
  const word = (k: number) =>
    isComplex
      ? `${short(values[2 * k])}${values[2 * k + 1] < 0 ? '' : '+'}${short(values[2 * k + 1])}j`
      : short(values[k]);
  const count = numbers.length;
  const places = count > 1000 ? [0, 1, 2, count - 3, count - 2, count - 1] : Array.from(numbers.keys());
  const shown = places.map(word);
  if (count > 1000) shown.splice(3, 0, '...');
  const print = (v: number) => (isFloat ? pythonFloat(v) : String(v));
  return [
    `[${shown.join(' ')}]`,
    size,
    `${isComplex ? 'amplitude' : 'dataset'} min / max: ${print(min)} / ${print(max)}`,
    `number of pixels in NaN: ${nan}`,
  ];
}

function amplitudes(pairs: Values): Float64Array {
  return Float64Array.from({ length: pairs.length / 2 }, (_, k) =>
    Math.hypot(pairs[2 * k], pairs[2 * k + 1]),
  );
}

function fullReport(file: H5Reader, compact: boolean): string[] {
  const type = fileTypeOf(file);
  const lines = [title('Basic File Info', 24), `file name: ${file.path}`, `file type: ${type}`];
  const geocoded = isGeocoded(file.attributes);
  lines.push(`coordinates : ${geocoded ? 'GEO' : 'RADAR'}`);
  if (geocoded) {
    const { yFirst, xFirst, yStep, xStep, length, width } = mapGrid(file.attributes);
    const edges = [yFirst + length * yStep, yFirst, xFirst, xFirst + width * xStep];
    lines.push(`SNWE: ${edges.map((v) => v.toFixed(6)).join(', ')}.`);
  }
  const dates = type === 'timeseries' ? (dateLabels(file) ?? []) : [];
  if (dates.length > 0) {
    lines.push('', title('Date Stat Info', 25), `Start Date: ${dates[0]}`, `End   Date: ${dates.at(-1)}`);
    lines.push(`Number of dates  : ${dates.length}`, `STD of datetimes : ${spreadOf(dates)}`);
  }
  const isRaster = file.isRaw === true;
  lines.push(
    '',
    title(isRaster ? 'Raster File Structure' : 'HDF5 File Structure', 20),
    'Attributes in / level:',
  );
  lines.push(...attributeLines(file.attributes, compact), '');
  for (const info of file.datasets.values())
    lines.push(
      isRaster ? datasetLine(info).replace('HDF5 dataset "/', 'raster "') : datasetLine(info),
      ...attributeLines(info.attributes, compact),
    );
  for (const other of file.others.values())
    lines.push(otherLine(other), ...attributeLines(other.attributes, compact));
  return lines;
}

/** What is wrong with a file is seen with `info`, so that dates which are none must not stop it. */
function spreadOf(dates: readonly string[]): string {
  try {
    const years = dates.map((date) => decimalYear(date));
    const mean = years.reduce((a, b) => a + b, 0) / years.length;
    const spread = Math.sqrt(years.reduce((a, b) => a + (b - mean) ** 2, 0) / years.length);
    return `${spread.toFixed(2)} years`;
  } catch (error) {
    if (error instanceof DateError) return `unknown: ${error.message}`;
    throw error;
  }
}

function title(text: string, stars: number): string {
  return `${'*'.repeat(20)} ${text} ${'*'.repeat(stars)}`;
}

function attributeLines(attributes: Attributes, compact: boolean): string[] {
  const keys = Object.keys(attributes).sort();
  const widest = Math.max(0, ...keys.map((key) => key.length));
  return shorten(
    keys.map((key) => `  ${key.padEnd(widest)}    ${attributes[key]}`),
    compact,
  );
}

function datasetLine({ name, shape, type, stored, compression, problem }: DatasetInfo): string {
  const packing = compression === 'none' ? 'None' : compression;
  const line = memberLine(name, shape, stored ?? numpyName(type));
  return problem === undefined ? `${line}, compression=${packing}` : `${line}, cannot be read: ${problem}`;
}

/** A member without values to read: it is there nevertheless. */
function otherLine({ name, shape, stored, problem }: OtherMember): string {
  return `${memberLine(name, shape, stored)}, cannot be read: ${problem}`;
}

function memberLine(name: string, shape: readonly number[] | undefined, dtype: string | undefined): string {
  const what = shape === undefined ? 'HDF5 member ' : 'HDF5 dataset';
  const facts = [
    shape && `shape=${pythonShape(shape).padEnd(20)}`,
    dtype && `dtype=${dtype.padEnd(10)}`,
  ].filter(Boolean);
  return `${what} "/${name.padEnd(20)}"${facts.length > 0 ? `: ${facts.join(', ')}` : ''}`;
}

function pythonShape(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

function shorten(lines: string[], compact: boolean): string[] {
  return compact && lines.length > COMPACT ? [...lines.slice(0, COMPACT), '  ...'] : lines;
}
