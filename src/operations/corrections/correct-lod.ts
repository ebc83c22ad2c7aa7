import { removeOscillatorDrift } from '../../core/atmosphere/oscillator-drift.ts';
import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { decimalYear, longDate } from '../../core/dates.ts';
import { FileError, MetadataError } from '../../core/errors.ts';
import { displacementPerRadian } from '../../core/inversion/displacement-scale.ts';
import { assertSameSize, makeLike } from '../../io/products/like.ts';
import { type Product, readGrid, readProduct, source } from '../../io/products/product.ts';
import { readPixel, requireReferencePixel } from '../../io/products/reference-pixel.ts';
import { readTimeseries, referenceIndex } from '../../io/products/timeseries.ts';
import { datesOfPair, readUnwrapped, writeUnwrapped } from '../../io/products/unwrapped-file.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import type { OscillatorDriftArgs } from './correct-lod-kernel.ts';

export interface OscillatorDriftRequest {
  /** displacement per date, m, or one unwrapped interferogram (`.unw`), rad */
  readonly timeseries: string;
  /** file with slantRangeDistance; without it the range follows from the column */
  readonly geometry?: string;
  readonly outfile: string;
}

/** Remove the drift of Envisat's local oscillator: `mintsar local_oscilator_drift`. */
export async function correctOscillatorDrift(
  request: OscillatorDriftRequest,
  context: Context,
): Promise<void> {
  assertRequest('correctOscillatorDrift', request, context, ['timeseries', 'outfile']);
  if (request.timeseries.endsWith('.unw')) return correctInterferogram(request, context);
  const series = await readTimeseries(request.timeseries);
  assertEnvisat(series);
  const range = await rangeSource(series, request, context);
  const years = series.dates.map((date) => decimalYear(date, series.facts.acquisitionSeconds));
  const reference = referenceIndex(series);
  const args: OscillatorDriftArgs = {
    years,
    reference: { slantRange: range.atReference, year: years[reference] },
    columns: range.columns,
  };
  context.log.info(`oscillator drift relative to ${series.dates[reference]} and the reference pixel`);
  await makeLike(request.outfile, series, {}, context, async (product) => {
    await runBlocks(
      {
        label: 'oscillator drift',
        length: series.length,
        width: series.width,
        inputs: {
          timeseries: source(series.path, 'timeseries'),
          ...(range.raster === undefined ? {} : { slantRange: range.raster }),
        },
        outputs: { timeseries: product.sink('timeseries') },
        kernel: 'correctOscillatorDrift',
        args,
      },
      context,
    );
  });
}

/** The drift between the two dates, as phase; the magnitude stays. */
async function correctInterferogram(
  { timeseries: file, outfile, ...request }: OscillatorDriftRequest,
  context: Context,
): Promise<void> {
  const ifgram = await readUnwrapped(file);
  assertEnvisat(ifgram);
  const { attributes, length, width } = ifgram;
  const range = await rangeSource(ifgram, request, context);
  const [first, second] = datesOfPair(ifgram).map((date) => decimalYear(longDate(date)));
  const slantRange =
    range.raster === undefined
      ? Float32Array.from({ length: length * width }, (_, i) => range.columns![i % width])
      : (await readGrid(range.raster.path, range.raster.dataset)).data;
  const perRadian = displacementPerRadian(ifgram.facts.wavelength);
  const displacement = removeOscillatorDrift(new Float32Array(slantRange.length), slantRange, [second], {
    slantRange: range.atReference,
    year: first,
  });
  const data = ifgram.phase.data.map((phase, i) => phase + displacement[i] / perRadian);
  writeUnwrapped(outfile, attributes, ifgram.magnitude, { data, shape: [length, width] });
  context.log.info(`wrote ${outfile}`);
}

/** Slant range per pixel, or per column relative to the first where no file gives it. */
interface RangeSource {
  readonly raster?: BlockSource;
  readonly columns?: Float32Array;
  readonly atReference: number;
}

async function rangeSource(
  product: Product,
  request: Pick<OscillatorDriftRequest, 'geometry'>,
  context: Context,
): Promise<RangeSource> {
  const reference = requireReferencePixel(product);
  const geometry = request.geometry === undefined ? undefined : await readProduct(request.geometry);
  if (geometry !== undefined) assertSameSize(product, geometry);
  if (geometry?.datasets.has('slantRangeDistance')) {
    const [atReference] = await readPixel(geometry.path, 'slantRangeDistance', reference);
    return { raster: source(geometry.path, 'slantRangeDistance'), atReference };
  }
  if (geometry !== undefined && geometry.fileType !== 'geometry') {
    throw new FileError(
      `${geometry.path} has no slantRangeDistance.`,
      'Give the geometry file of the same run, e.g. inputs/geometryRadar.h5.',
    );
  }
  const columns = rangeOfColumns(product, context);
  return { columns, atReference: columns[reference.x] };
}

function assertEnvisat({ facts: { platform }, path }: Product): void {
  if (platform.toLowerCase().startsWith('env')) return;
  throw new MetadataError(
    `${path} was acquired by ${platform || 'an unknown platform'}; only the oscillator of Envisat drifts.`,
    'Leave this correction out, or set the attribute PLATFORM = Env if the data are from Envisat.',
  );
}

/** Relative to the first column: only differences of the range count, and small numbers keep their digits in float32. */
function rangeOfColumns({ facts, path, width }: Product, { log }: Context): Float32Array {
  if (facts.isGeocoded) {
    throw new MetadataError(
      `${path} is geocoded, so that columns do not tell the slant range.`,
      'Give a geometry file with slantRangeDistance.',
    );
  }
  log.info('slant range from the columns: no slantRangeDistance is given');
  const spacing = facts.rangePixelSize;
  return Float32Array.from({ length: width }, (_, x) => x * spacing);
}
