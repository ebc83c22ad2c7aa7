import { moduleUrl } from '../../compute/module-url.ts';
import { runBlocks } from '../../compute/run-blocks.ts';
import { heightCorrelationFingerprint } from '../../config/index.ts';
import {
  estimateHeightDelay,
  type HeightDelay,
  relativeSlantHeight,
  slantHeight,
} from '../../core/atmosphere/height-correlation.ts';
import type { Context } from '../../core/context.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import { multilook } from '../../core/terrain/multilook.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { assertSameSize, makeLike } from '../../io/products/like.ts';
import { type Product, readGrid, readMask, readProduct, source } from '../../io/products/product.ts';
import { readPixel, requireReferencePixel } from '../../io/products/reference-pixel.ts';
import { readTimeseries, type Timeseries } from '../../io/products/timeseries.ts';
import { HDF5_STORE } from '../block-work.ts';
import type { HeightDelayArgs } from './correct-troposphere-kernel.ts';
import { type LineOfSight, lineOfSight, lineOfSightInputs } from './line-of-sight.ts';

export interface HeightCorrelationRequest {
  /** file of displacement per date, m */
  readonly timeseries: string;
  /** file with height, and incidenceAngle when it varies */
  readonly geometry: string;
  /** pixels that the estimate uses */
  readonly mask: string;
  readonly outfile: string;
  /** degree of the polynomial of delay over height */
  readonly polyOrder: number;
  /** rows and columns averaged for the estimate alone */
  readonly looks: number;
  /** dates correlated less than this with height stay as they are */
  readonly minCorrelation: number;
}

/** Remove the delay that follows height: `mintsar tropo_phase_elevation`. */
export async function correctHeightCorrelation(
  request: HeightCorrelationRequest,
  context: Context,
): Promise<void> {
  const { polyOrder, minCorrelation } = request;
  const series = await readTimeseries(request.timeseries);
  const geometry = await readProduct(request.geometry);
  assertSameSize(series, geometry);
  assertSameSize(series, await readProduct(request.mask));
  if (!geometry.datasets.has('height')) {
    throw new FileError(
      `${geometry.path} has no dataset height.`,
      'Give the geometry file of the same run, e.g. inputs/geometryRadar.h5.',
    );
  }
  if (!(minCorrelation >= 0 && minCorrelation <= 1)) {
    throw new OptionError(
      `A correlation of ${minCorrelation} is not possible.`,
      'Give a threshold between 0 and 1.',
    );
  }
  const { incidenceAngle } = lineOfSight(series, geometry);
  const atReference = await referenceHeight(series, geometry, incidenceAngle);
  const delays = await estimateDelays(series, geometry, incidenceAngle, atReference, request, context);
  reportCorrelations(series, delays, minCorrelation, context);

  const args: HeightDelayArgs = {
    delays,
    atReference,
    incidenceAngle: typeof incidenceAngle === 'number' ? incidenceAngle : undefined,
  };
  const attributes = { ...series.attributes, ...heightCorrelationFingerprint({ polyOrder }) };
  await makeLike(request.outfile, series, { attributes }, context, async (product) => {
    await runBlocks(
      {
        label: 'height correlation',
        length: series.length,
        width: series.width,
        inputs: {
          timeseries: source(series.path, 'timeseries'),
          height: source(geometry.path, 'height'),
          ...lineOfSightInputs({ incidenceAngle }),
        },
        outputs: { timeseries: product.sink('timeseries') },
        kernel: { module: moduleUrl('steps/corrections/correct-troposphere-kernel'), args },
        store: HDF5_STORE,
      },
      context,
    );
  });
}

async function referenceHeight(
  series: Timeseries,
  geometry: Product,
  incidenceAngle: LineOfSight['incidenceAngle'],
): Promise<number> {
  const pixel = requireReferencePixel(series);
  const [height] = await readPixel(geometry.path, 'height', pixel);
  const angle =
    typeof incidenceAngle === 'number'
      ? incidenceAngle
      : (await readPixel(geometry.path, 'incidenceAngle', pixel))[0];
  const slant = slantHeight(height, angle);
  if (Number.isFinite(slant)) return slant;
  throw new FileError(
    `${geometry.path} has height ${height} and incidence angle ${angle} at the reference pixel.`,
    'Choose a reference pixel where the DEM has a value.',
  );
}

async function estimateDelays(
  series: Timeseries,
  geometry: Product,
  incidenceAngle: LineOfSight['incidenceAngle'],
  atReference: number,
  { mask: maskFile, looks, polyOrder, minCorrelation }: HeightCorrelationRequest,
  context: Context,
): Promise<HeightDelay[]> {
  const mask = await readMask(maskFile);
  const height = await readGrid(geometry.path, 'height');
  const angle =
    typeof incidenceAngle === 'number'
      ? incidenceAngle
      : (await readGrid(geometry.path, 'incidenceAngle')).data;
  const reduce = (data: Float32Array) => {
    for (let i = 0; i < data.length; i++) if (mask.data[i] === 0) data[i] = Number.NaN;
    return looks > 1 ? multilook({ data, shape: mask.shape }, looks, looks).data : data;
  };
  const coarseHeight = reduce(relativeSlantHeight(height.data, angle, atReference));
  return withH5(series.path, (file) =>
    series.dates.map((_, k) => {
      context.progress('correlating with height', k, series.dates.length);
      return estimateHeightDelay(coarseHeight, reduce(readPlane(file, series, k)), {
        polyOrder,
        minCorrelation,
      });
    }),
  );
}

function readPlane(file: H5Reader, { length, width }: Timeseries, k: number): Float32Array {
  const slab = { start: [k, 0, 0], count: [1, length, width] };
  return Float32Array.from(file.read('timeseries', slab) as Float32Array);
}

function reportCorrelations(
  { dates }: Timeseries,
  delays: readonly HeightDelay[],
  minCorrelation: number,
  { log }: Context,
): void {
  delays.forEach(({ correlation }, k) => {
    log.debug(`${dates[k]}: correlation with height ${correlation.toFixed(2)}`);
  });
  const size = delays.map(({ correlation }) => Math.abs(correlation));
  const mean = size.reduce((a, b) => a + b, 0) / size.length;
  const skipped = size.filter((value) => value < minCorrelation).length;
  log.info(
    `correlation with height ${mean.toFixed(2)} on average; ${skipped} of ${dates.length} dates below ` +
      `${minCorrelation} stay as they are`,
  );
}
