import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { dateRange } from '../../core/date-selection.ts';
import { decimalYear } from '../../core/dates.ts';
import { FileError, MetadataError, NetworkError } from '../../core/errors.ts';
import { iwSubswaths, subswathOf } from '../../core/geometry/subswaths.ts';
import { median } from '../../core/stats/robust.ts';
import { lineWeights } from '../../core/timeseries/line-difference.ts';
import { assertSameSize, makeLike, singleRasterAttributes } from '../../io/products/like.ts';
import {
  type Product,
  readGrid,
  readMask,
  readProduct,
  source,
  writeProduct,
} from '../../io/products/product.ts';
import { readTimeseries, type Timeseries } from '../../io/products/timeseries.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { type Sentinel1Dates, sentinel1Dates } from './sentinel1-dates.ts';

export interface RangeBiasRequest {
  /** range offsets per date, m */
  readonly timeseries: string;
  /** geometry with height, which is 0 outside the image; the bias is kept beside it */
  readonly geometry: string;
  /** list of SAFE names; see `sentinel1Dates` for where it is looked for */
  readonly safeList?: string;
}

export interface ComputeRangeBias extends RangeBiasRequest {
  /** fixed values per subswath, or those of the data */
  readonly method: 'hardwired' | 'data';
  /** pixels that the bias of the data is taken from; all when left out */
  readonly mask?: string;
  /** also where the file is there already */
  readonly force?: boolean;
}

/** Range of Sentinel-1B minus 1A in IW1, IW2, IW3, m (Yunjun et al. 2022, doi:10.1109/TGRS.2022.3168509). */
const HARDWIRED = [0.087, 0.106, 0.123];

/** File of the bias, beside the geometry. */
export function rangeBiasFile(geometry: string): string {
  return join(dirname(geometry), 'S1Bias.h5');
}

/**
 * Range offset of Sentinel-1B relative to 1A per subswath: `mintsar s1ab_range_bias -a compute`.
 *
 * From data: the least-squares lines through the dates of each satellite since the first of 1B, their difference in the
 * middle of these days, and the median of that over each subswath.
 *
 * @returns bias of IW1 to IW3, m
 */
export async function computeRangeBias(
  request: ComputeRangeBias,
  context: Context,
): Promise<readonly number[]> {
  assertRequest('computeRangeBias', request, context, ['timeseries', 'geometry']);
  const { method, force = false, mask } = request;
  const outfile = rangeBiasFile(request.geometry);
  const geometry = await readProduct(request.geometry);
  const { length, width } = geometry;
  const labels = subswathOf(await subswathsOf(geometry.path), length, width);
  if (existsSync(outfile) && !force) {
    context.log.info(`${outfile} is there already; --force computes it anew`);
    const known = (await readGrid(outfile)).data;
    return HARDWIRED.map((_, k) => known[labels.indexOf(k + 1)]);
  }
  const series = await readTimeseries(request.timeseries);
  assertSameSize(series, geometry);
  const bias =
    method === 'hardwired'
      ? HARDWIRED
      : await biasOfData(series, labels, mask, sentinel1Dates(series, request.safeList, context), context);
  context.log.info(bias.map((value, k) => `IW${k + 1}: ${value.toFixed(3)} m`).join(', '));
  await writeProduct(
    outfile,
    singleRasterAttributes({ ...geometry.attributes, FILE_TYPE: 'offset', UNIT: 'm' }),
    [
      {
        name: 'offset',
        type: 'f4',
        shape: [length, width],
        values: Float32Array.from(labels, (label) => (label === 0 ? Number.NaN : bias[label - 1])),
      },
    ],
    context,
  );
  return bias;
}

/** @throws {MetadataError} that names the file whose outline shows no subswaths */
async function subswathsOf(path: string): Promise<ReturnType<typeof iwSubswaths>> {
  const height = await readGrid(path, 'height');
  try {
    return iwSubswaths(height);
  } catch (error) {
    if (!(error instanceof MetadataError)) throw error;
    throw new MetadataError(`${path}:height: ${error.message}`, error.remedy, { cause: error });
  }
}

async function biasOfData(
  series: Timeseries,
  labels: Uint8Array,
  mask: string | undefined,
  { a, b }: Sentinel1Dates,
  context: Context,
): Promise<number[]> {
  const [first] = b;
  const sinceFirst = a.filter((date) => date >= first);
  if (b.length < 2 || sinceFirst.length < 2)
    throw new NetworkError(
      `${series.path} has ${b.length} dates of Sentinel-1B and ${sinceFirst.length} of 1A since ${first ?? 'then'}: too few for a bias.`,
      'Use the fixed values: -b hardwired.',
    );
  if (mask !== undefined) assertSameSize(series, await readProduct(mask));
  const seconds = series.facts.acquisitionSeconds;
  const years = (dates: readonly string[]) => dates.map((date) => decimalYear(date, seconds));
  const middle = median(years(dateRange(first.slice(0, 8), series.dates.at(-1)!.slice(0, 8))));
  const weights = new Map<number, number>();
  const addLine = (dates: readonly string[], sign: 1 | -1) => {
    for (const [k, weight] of lineWeights(years(dates), middle).entries())
      weights.set(series.dates.indexOf(dates[k]), sign * weight);
  };
  addLine(b, 1);
  addLine(sinceFirst, -1);
  const rows = await runBlocks(
    {
      label: 'range bias',
      length: series.length,
      width: series.width,
      inputs: { values: source(series.path, 'timeseries', [...weights.keys()]) },
      kernel: 'weighPlanes',
      args: { weights: [...weights.values()] },
    },
    context,
  );
  const kept = mask === undefined ? undefined : (await readMask(mask)).data;
  return HARDWIRED.map((_, k) => {
    const values: number[] = [];
    labels.forEach((label, i) => {
      const value = rows[Math.floor(i / series.width)][i % series.width];
      if (label === k + 1 && kept?.[i] !== 0 && value !== 0 && !Number.isNaN(value)) values.push(value);
    });
    if (values.length > 0) return median(values);
    throw new FileError(
      `Subswath IW${k + 1} of ${series.path} has no pixel with data${mask === undefined ? '' : ` in ${mask}`}.`,
      'Give another mask with -m, or use the fixed values: -b hardwired.',
    );
  });
}

/**
 * Range offsets without the bias of Sentinel-1B: `mintsar s1ab_range_bias -a correct`. Pixels outside all subswaths get no
 * value.
 */
export async function correctRangeBias(
  request: RangeBiasRequest & { readonly outfile: string },
  context: Context,
): Promise<void> {
  assertRequest('correctRangeBias', request, context, ['timeseries', 'geometry', 'outfile']);
  const file = rangeBiasFile(request.geometry);
  if (!existsSync(file))
    throw new FileError(`${file} does not exist.`, 'Make it first: mintsar s1ab_range_bias FILE -a compute.');
  const series = await readTimeseries(request.timeseries);
  const bias: Product = await readProduct(file);
  assertSameSize(series, bias);
  const { b } = sentinel1Dates(series, request.safeList, context);
  context.log.info(`the bias of Sentinel-1B is subtracted from ${b.length} of ${series.dates.length} dates`);
  const layout = { attributes: singleRasterAttributes(series.attributes), rasters: ['timeseries'] };
  await makeLike(request.outfile, series, layout, context, async (target) => {
    await runBlocks(
      {
        label: 'range bias',
        length: series.length,
        width: series.width,
        inputs: { timeseries: source(series.path, 'timeseries'), bias: source(file, 'offset') },
        outputs: { timeseries: target.sink('timeseries') },
        kernel: 'correctRangeBias',
        args: { isBiased: series.dates.map((date) => b.includes(date)) },
      },
      context,
    );
  });
}
