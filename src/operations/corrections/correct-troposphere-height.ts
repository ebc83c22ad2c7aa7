import { heightCorrelationFingerprint } from '../../config/fingerprint.ts';
import {
  type HeightDelay,
  relativeSlantHeight,
  slantHeight,
} from '../../core/atmosphere/height-correlation.ts';
import type { Context } from '../../core/context.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import { assertSameSize, makeLike } from '../../io/products/like.ts';
import { type Product, readGrid, readMask, readProduct, source } from '../../io/products/product.ts';
import { requireReferencePixel } from '../../io/products/reference-pixel.ts';
import { readTimeseries, type Timeseries } from '../../io/products/timeseries.ts';
import { runPlanes } from '../engine.ts';
import { assertRequest } from '../request.ts';
import type { HeightDelayArgs } from './correct-troposphere-kernel.ts';
import { type LineOfSight, lineOfSight } from './line-of-sight.ts';

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
  /** rows and columns of overlapping windows in which the delay may follow height differently; null: one rule for the scene */
  readonly windowSize?: number | null;
  /** fewest averaged pixels of a window with a slope of its own */
  readonly windowMinPixel?: number;
}

/** Fewest averaged pixels of a window unless asked for otherwise. */
const MIN_PIXELS = 50;

/** Remove the delay that follows height: `mintsar tropo_phase_elevation`. */
export async function correctHeightCorrelation(
  request: HeightCorrelationRequest,
  context: Context,
): Promise<void> {
  assertRequest('correctHeightCorrelation', request, context, ['timeseries', 'geometry', 'outfile']);
  const { looks, polyOrder, minCorrelation } = request;
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
  const args: HeightDelayArgs = {
    size: { length: series.length, width: series.width },
    mask: (await readMask(request.mask)).data,
    height: await heightOf(series, geometry, incidenceAngle),
    looks,
    polyOrder,
    minCorrelation,
    windows: windowsOf(request, series),
  };
  const attributes = {
    ...series.attributes,
    ...heightCorrelationFingerprint({ polyOrder, windowSize: request.windowSize ?? null }),
  };
  await makeLike(request.outfile, series, { attributes }, context, async (product) => {
    const delays = await runPlanes(
      {
        label: 'height correlation',
        length: series.length,
        width: series.width,
        planes: series.dates.map((_, k) => k),
        inputs: { timeseries: source(series.path, 'timeseries') },
        outputs: { timeseries: product.sink('timeseries') },
        kernel: 'correctHeightDelay',
        args,
        workspace: 9, // heights, the mask and the places of its pixels
      },
      context,
    );
    reportCorrelations(series, delays, minCorrelation, context);
  });
}

/** @throws {OptionError} when windows are too small to hold enough averaged pixels */
function windowsOf(
  { windowSize, windowMinPixel = MIN_PIXELS, looks }: HeightCorrelationRequest,
  series: Timeseries,
): HeightDelayArgs['windows'] {
  if (windowSize === undefined || windowSize === null) return undefined;
  const most = Math.floor(windowSize / looks) ** 2;
  if (!(most >= windowMinPixel))
    throw new OptionError(
      `Windows of ${windowSize} x ${windowSize} pixels hold ${most} averages of ${looks} x ${looks} pixels, fewer than the ${windowMinPixel} that are asked for.`,
      'Take larger windows, fewer looks, or fewer pixels.',
    );
  const { y, x } = requireReferencePixel(series);
  return { size: windowSize, minPixels: windowMinPixel, reference: y * series.width + x };
}

/** Slant height of every pixel relative to the reference pixel, m. */
async function heightOf(
  series: Timeseries,
  geometry: Product,
  incidenceAngle: LineOfSight['incidenceAngle'],
): Promise<Float32Array> {
  const height = (await readGrid(geometry.path, 'height')).data;
  const angle =
    typeof incidenceAngle === 'number'
      ? incidenceAngle
      : (await readGrid(incidenceAngle.path, incidenceAngle.dataset)).data;
  const pixel = requireReferencePixel(series);
  const reference = pixel.y * series.width + pixel.x;
  const angleThere = typeof angle === 'number' ? angle : angle[reference];
  const atReference = slantHeight(height[reference], angleThere);
  if (Number.isFinite(atReference)) return relativeSlantHeight(height, angle, atReference);
  throw new FileError(
    `${geometry.path} has height ${height[reference]} and incidence angle ${angleThere} at the reference pixel.`,
    'Choose a reference pixel where the DEM has a value.',
  );
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
  const rest =
    skipped === 0 ? '' : `; ${skipped} of ${dates.length} below ${minCorrelation} stay as they are`;
  log.info(`correlation of ${dates.length} dates with height ${mean.toFixed(2)} on average${rest}`);
}
