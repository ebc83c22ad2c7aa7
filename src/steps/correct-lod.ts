import { moduleUrl } from '../compute/module-url.ts';
import { runBlocks } from '../compute/run-blocks.ts';
import type { Context } from '../core/context.ts';
import { decimalYear } from '../core/dates.ts';
import { MetadataError } from '../core/errors.ts';
import { isGeocoded, optionalNumber, requireNumber } from '../io/attributes/typed.ts';
import { assertSameSize, makeLike } from '../io/products/like.ts';
import { type Product, readProduct, source } from '../io/products/product.ts';
import { readPixel, requireReferencePixel } from '../io/products/reference-pixel.ts';
import { readTimeseries } from '../io/products/timeseries.ts';
import { HDF5_STORE } from './block-work.ts';
import type { OscillatorDriftArgs } from './correct-lod-kernel.ts';
import type { Plan } from './plan.ts';

export interface OscillatorDriftRequest {
  /** file of displacement per date, m */
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
  const series = await readTimeseries(request.timeseries);
  assertEnvisat(series);
  const reference = requireReferencePixel(series);
  const geometry = request.geometry === undefined ? undefined : await readProduct(request.geometry);
  if (geometry !== undefined) assertSameSize(series, geometry);
  const perPixel = geometry?.datasets.has('slantRangeDistance')
    ? source(geometry.path, 'slantRangeDistance')
    : undefined;
  const columns = perPixel === undefined ? rangeOfColumns(series, context) : undefined;
  const atReference =
    perPixel === undefined
      ? columns![reference.x]
      : (await readPixel(perPixel.path, perPixel.dataset, reference))[0];

  const seconds = optionalNumber(series.attributes, 'CENTER_LINE_UTC') ?? 0;
  const years = series.dates.map((date) => decimalYear(date, seconds));
  const args: OscillatorDriftArgs = {
    years,
    reference: { slantRange: atReference, year: years[series.refIndex] },
    columns,
  };
  context.log.info(`oscillator drift relative to ${series.dates[series.refIndex]} and the reference pixel`);
  await makeLike(request.outfile, series, {}, context, async (product) => {
    await runBlocks(
      {
        label: 'oscillator drift',
        length: series.length,
        width: series.width,
        inputs: {
          timeseries: source(series.path, 'timeseries'),
          ...(perPixel === undefined ? {} : { slantRange: perPixel }),
        },
        outputs: { timeseries: product.sink('timeseries') },
        kernel: { module: moduleUrl(import.meta.url, './correct-lod-kernel'), args },
        store: HDF5_STORE,
      },
      context,
    );
  });
}

function assertEnvisat({ attributes, path }: Product): void {
  const platform = attributes['PLATFORM'] ?? '';
  if (platform.toLowerCase().startsWith('env')) return;
  throw new MetadataError(
    `${path} was acquired by ${platform || 'an unknown platform'}; only the oscillator of Envisat drifts.`,
    'Leave this correction out, or set the attribute PLATFORM = Env if the data are from Envisat.',
  );
}

/** Relative to the first column: only differences of the range count, and small numbers keep their digits in float32. */
function rangeOfColumns({ attributes, path, width }: Product, { log }: Context): Float32Array {
  if (isGeocoded(attributes)) {
    throw new MetadataError(
      `${path} is geocoded, so that columns do not tell the slant range.`,
      'Give a geometry file with slantRangeDistance.',
    );
  }
  log.info('slant range from the columns: no slantRangeDistance is given');
  const spacing = requireNumber(attributes, 'RANGE_PIXEL_SIZE');
  return Float32Array.from({ length: width }, (_, x) => x * spacing);
}

/** The workflow step. */
export async function run(plan: Plan, context: Context): Promise<void> {
  const { input, output } = plan.timeseriesAround('LOD');
  await correctOscillatorDrift(
    { timeseries: plan.path(input), geometry: plan.path(plan.loaded.geometry), outfile: plan.path(output) },
    context,
  );
}
