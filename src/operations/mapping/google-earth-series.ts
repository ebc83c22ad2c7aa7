import { basename, dirname, join } from 'node:path';
import type { Grid } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { outlierThreshold } from '../../core/stats/robust.ts';
import { derampGrid } from '../../core/terrain/ramp-removal.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { describeTimeseries } from '../../io/products/timeseries.ts';
import { writeWhole } from '../../io/whole-file.ts';
import { assertRequest } from '../request.ts';
import { unpackKmz } from './google-earth.ts';
import { referencePlace } from './google-earth-places.ts';
import { encodeSeries } from './google-earth-series-archive.ts';
import { readScene, type SceneFiles, wholeOf } from './google-earth-series-scene.ts';

export interface SeriesKmzRequest extends SceneFiles {
  /** time series, geocoded or with latitude and longitude in `geometry` */
  readonly file: string;
  readonly outfile?: string;
  /** pixels between the points of the three levels; the third 0 = there are two */
  readonly steps?: readonly number[];
  /** sizes on the screen, pixels, at which the levels appear and vanish; -1 = never */
  readonly levelsOfDetail?: readonly number[];
  /** range of colours, cm/year */
  readonly vlim?: readonly [number, number];
  /** show the velocity modulo its range of colours */
  readonly wrap?: boolean;
  readonly colormap?: string;
  /** pixels deform when their velocity, less a quadratic ramp, is this many times its robust spread or more */
  readonly cutoff?: number;
  /** boxes with this share of deforming pixels have points of the third level */
  readonly minPercentage?: number;
  readonly keep?: boolean;
}

/**
 * Write a time series for Google Earth: points that show their displacement over time when they are clicked, coloured by
 * velocity, in three levels of detail. `mintsar save_kmz_timeseries`.
 *
 * @returns the file written
 * @throws {FileError} when velocity, temporal coherence or mask are missing
 * @throws {ShapeError} when they are of another size
 */
export async function saveSeriesKmz(request: SeriesKmzRequest, context: Context): Promise<string> {
  assertRequest('saveSeriesKmz', request, context, ['file']);
  const { file } = request;
  return withProduct(file, async (reader) => {
    const series = describeTimeseries(reader);
    const outfile = `${(request.outfile ?? join(dirname(file), basename(file))).replace(/\.(kmz|kml|h5|he5)$/, '')}.kmz`;
    const scene = await readScene(reader, series, request);
    const reference = referencePlace(series, wholeOf(series));
    const bytes = await encodeSeries(
      scene,
      {
        name: basename(outfile, '.kmz'),
        steps: request.steps ?? [20, 5, 2],
        levelsOfDetail: request.levelsOfDetail ?? [0, 1500, 4000, -1],
        vlim: request.vlim,
        wrap: request.wrap ?? false,
        colormap: request.colormap ?? 'jet',
        deforming: deformingPixels(scene.velocity, request.cutoff ?? 3),
        minShare: request.minPercentage ?? 0.2,
        reference,
      },
      context,
    );
    writeWhole(outfile, bytes);
    if (request.keep) await unpackKmz(bytes, dirname(outfile));
    context.log.info(`wrote ${outfile}`);
    return outfile;
  });
}

/** 1 where the velocity, less a quadratic ramp, is beyond the threshold of outliers. */
function deformingPixels(velocity: Grid, cutoff: number): Uint8Array {
  if (!velocity.data.some(Number.isFinite)) return new Uint8Array(velocity.data.length);
  const { data } = derampGrid(velocity, 'quadratic').corrected;
  const threshold = outlierThreshold(data, { center: 0, cutoff });
  return Uint8Array.from(data, (value) => (Math.abs(value) >= threshold ? 1 : 0));
}
