import { dirname, join } from 'node:path';
import type { Config } from '../../config/index.ts';
import type { Context } from '../../core/context.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import { createRandom } from '../../core/stats/random.ts';
import { changeOdds, simulateChangeNull } from '../../core/timeseries/change-null.ts';
import { CORRELATIONS, prepareChangeSearch } from '../../core/timeseries/change-point.ts';
import { acquisitionYears, type TimeFunctionModel } from '../../core/timeseries/model.ts';
import {
  dateBetween,
  independentCells,
  LAGS,
  type SceneChange,
  sceneChanges,
} from '../../core/timeseries/scene-changes.ts';
import { assertSameSize, singleRasterAttributes } from '../../io/products/like.ts';
import { makeProduct, readProduct, source } from '../../io/products/product.ts';
import { readTimeseries, type Timeseries } from '../../io/products/timeseries.ts';
import { writeWhole } from '../../io/whole-file.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { usedDates } from './velocity-dates.ts';

export interface ChangePointsRequest {
  /** file of displacement per date, m */
  readonly timeseries: string;
  readonly outfile: string;
  /** dates of the scene, as text; changePoints.txt beside `outfile` when left out */
  readonly textFile?: string;
  /** pixels that count; all when left out */
  readonly mask?: string;
  /** what is no change */
  readonly model: TimeFunctionModel;
  readonly dates?: Pick<Config['timeFunc'], 'startDate' | 'endDate' | 'excludeDate'>;
  /** probability that a pixel without offset is said to have one, 0.001 to 0.5; and that a scene is */
  readonly falseAlarm: number;
  /** of the simulation; 0 when left out */
  readonly seed?: number;
}

/** A change of the scene. */
export interface DatedChange extends Omit<SceneChange, 'candidate'> {
  /** between the two acquisitions, as `mintpy.timeFunc.stepDate` takes it */
  readonly date: string;
  /** acquisitions before and after */
  readonly between: readonly [string, string];
}

export interface ChangePoints {
  /** pixels tested, those with a significant offset, those left out because a date is missing */
  readonly numPixel: number;
  readonly numChanged: number;
  readonly numIncomplete: number;
  /** pixels that are independent of one another */
  readonly numCell: number;
  /** mean correlation of noise at neighbouring dates */
  readonly correlation: number;
  readonly changes: readonly DatedChange[];
}

/** Pixels whose noise is looked at before the search. */
const NOISE_PIXELS = 20_000;
const EVERY_DATE = { startDate: null, endDate: null, excludeDate: [] };

/**
 * The most likely sudden offset of every pixel with its probability to be chance, and the dates at which the scene changed:
 * `mintsar change_points`.
 *
 * @throws {OptionError} for a rate of false alarms that is not possible
 * @throws {TimeFunctionError} for functions that do not fit the dates, or too few dates
 * @throws {FileError} when no pixel has data at all dates
 */
export async function findChangePoints(
  request: ChangePointsRequest,
  context: Context,
): Promise<ChangePoints> {
  assertRequest('findChangePoints', request, context, ['timeseries', 'outfile']);
  const { falseAlarm, mask, outfile, seed = 0 } = request;
  if (!(falseAlarm >= 0.001 && falseAlarm <= 0.5))
    throw new OptionError(
      `A false-alarm rate of ${falseAlarm} is not possible.`,
      'Give a probability from 0.001 to 0.5, e.g. 0.01.',
    );
  const series = await readTimeseries(request.timeseries);
  if (mask !== undefined) assertSameSize(series, await readProduct(mask));
  const { length, width } = series;
  const used = usedDates(series, request.dates ?? EVERY_DATE);
  const seconds = series.facts.acquisitionSeconds;
  const dates = used.map((k) => series.dates[k]);
  const setup = { dates, seconds, model: request.model };
  const { candidates, ...search } = prepareChangeSearch(setup);
  const inputs = {
    timeseries: source(series.path, 'timeseries', used),
    ...(mask !== undefined && { mask: source(mask, 'mask') }),
  };
  context.log.info(`look for an offset in ${candidates.length} intervals of ${dates.length} dates`);
  const simulated = simulateChangeNull({ candidates, ...search }, createRandom(seed));
  const { bounds } = simulated;

  const stride = Math.max(1, Math.floor((length * width) / NOISE_PIXELS));
  const noise = sumOf(
    await runBlocks(
      {
        label: 'noise of the series',
        length,
        width,
        inputs,
        kernel: 'measureChangeNoise',
        args: { setup, bounds, stride },
      },
      context,
    ),
  );
  const counts = noise.subarray(0, CORRELATIONS.length);
  if (counts.every((count) => count === 0))
    throw new FileError(
      `No pixel of ${series.path} ${mask === undefined ? '' : `in ${mask} `}varies and has data at all of the ${dates.length} dates.`,
      'Check the mask, or leave dates without data out with --ex.',
    );
  const odds = changeOdds(simulated, counts, candidates.length);
  const between = LAGS.map((_, j) => noise[counts.length + j] / noise[counts.length + LAGS.length + j]);

  const years = acquisitionYears(dates, seconds);
  let found = new Float64Array();
  await makeProduct(outfile, layoutOf(series, dates, falseAlarm), context, async (product) => {
    const sums = await runBlocks(
      {
        label: 'change points',
        length,
        width,
        inputs,
        outputs: {
          date: product.sink('date'),
          step: product.sink('step'),
          stepStd: product.sink('stepStd'),
          pValue: product.sink('pValue'),
        },
        kernel: 'findChangePoints',
        args: {
          setup,
          bounds,
          tails: odds.tails,
          years: Float64Array.from(candidates, (k) => (years[k - 1] + years[k]) / 2),
          falseAlarm,
        },
      },
      context,
    );
    found = sumOf(sums);
  });
  const [numPixel, numIncomplete] = found;
  const changed = found.subarray(2);
  const numCell = independentCells(numPixel, between);
  const changes = sceneChanges(changed, numPixel, numCell, odds.places, falseAlarm).map(
    ({ candidate, ...change }): DatedChange => {
      const [before, after] = [dates[candidates[candidate] - 1], dates[candidates[candidate]]];
      return { ...change, date: dateBetween(before, after, seconds), between: [before, after] };
    },
  );
  const result = {
    numPixel,
    numChanged: changed.reduce((sum, value) => sum + value, 0),
    numIncomplete,
    numCell,
    correlation: odds.share.reduce((sum, value, j) => sum + value * CORRELATIONS[j], 0),
    changes,
  };
  writeWhole(request.textFile ?? join(dirname(outfile), 'changePoints.txt'), textOf(result, falseAlarm));
  return result;
}

function layoutOf(series: Timeseries, dates: readonly string[], falseAlarm: number) {
  const { REF_DATE: _, ...old } = series.attributes;
  const unit = series.attributes['UNIT'] ?? 'm';
  const raster = (name: string, UNIT: string) => ({
    name,
    type: 'f4' as const,
    shape: [series.length, series.width],
    attributes: { UNIT },
  });
  return {
    attributes: {
      ...singleRasterAttributes(old),
      FILE_TYPE: 'changePoints',
      UNIT: unit,
      START_DATE: dates[0],
      END_DATE: dates.at(-1)!,
      FALSE_ALARM: String(falseAlarm),
    },
    datasets: [raster('step', unit), raster('stepStd', unit), raster('pValue', '1'), raster('date', 'year')],
  };
}

function sumOf(rows: readonly Float64Array[]): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows)
    row.forEach((value, k) => {
      sums[k] += value;
    });
  return sums;
}

/** Lines of a template: the dates of the scene with what they are based on as comments. */
function textOf(result: ChangePoints, falseAlarm: number): string {
  const { changes, numPixel, numCell } = result;
  return [
    `# intervals in which more of ${numPixel} pixels (${Math.round(numCell)} independent) changed than by chance; false-alarm rate ${falseAlarm}`,
    '# date, acquisitions before and after, pixels, p-value',
    ...changes.map(
      (one) => `# ${one.date} ${one.between.join(' ')} ${one.numPixel} ${one.pValue.toExponential(1)}`,
    ),
    `mintpy.timeFunc.stepDate = ${changes.map(({ date }) => date).join(',') || 'no'}`,
    '',
  ].join('\n');
}
