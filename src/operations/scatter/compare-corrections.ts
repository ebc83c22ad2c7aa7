import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import { judgeScatter } from '../../core/stats/scatter.ts';
import { LAGS } from '../../core/stats/scatter-sample.ts';
import { readTimeseries } from '../../io/products/timeseries.ts';
import { writeWhole } from '../../io/whole-file.ts';
import { isoDate } from '../../plot/date-axis.ts';
import { frameOf } from '../figures/place.ts';
import { type FigureLook, writeFigure } from '../figures/save.ts';
import { geometryBeside } from '../geometry-beside.ts';
import { assertRequest } from '../request.ts';
import { meanSemivariance, readReports } from './correction-report.ts';
import { readNoiseMap } from './noise-map.ts';
import { compareScatter, readUsed, type ScatterComparison, type SeriesScatter } from './series-scatter.ts';

export interface CompareCorrectionsRequest extends FigureLook {
  /** time series of the same pixels, m, the uncorrected one first; or the `corrections.json` of a work directory */
  readonly files: readonly string[];
  readonly mask?: string | null;
  /** file with the height of the pixels; inputs/geometry*.h5 beside the series unless given */
  readonly geometry?: string;
  /** PNG, PDF or SVG; undefined = none */
  readonly figure?: string;
  /** table of the dates; undefined = none */
  readonly table?: string;
}

/** A series among those that are compared; lengths in m, means over the dates. */
export interface ComparedSeries {
  readonly file: string;
  readonly label: string;
  /** root mean square over the dates: without a plane, and with it */
  readonly scatter: number;
  readonly withRamp: number;
  /** m², at 1, 5, 20 and 50 km; NaN where the scene has no such pairs */
  readonly semivariance: readonly number[];
  /** mean size */
  readonly heightCorrelation: number;
  /** dates that are quieter than in the first series */
  readonly numBetter: number;
  readonly numDate: number;
}

/** Pixels of a map of noise. */
const MAP_PIXELS = 60_000;

/**
 * Compare the noise of series before and after corrections: `mintsar compare_corrections`.
 * @throws {FileError} for series of different pixels or without common dates
 */
export async function compareCorrections(
  request: CompareCorrectionsRequest,
  context: Context,
): Promise<ComparedSeries[]> {
  assertRequest('compareCorrections', request, context, ['files[]']);
  const files = request.files.flatMap(seriesOf);
  const geometry = request.geometry ?? geometryBeside(files[0]);
  if (geometry === undefined)
    context.log.warn('no geometry file: nothing is said of height; give one with -g inputs/geometryRadar.h5');
  const comparison = await compareScatter({ files, mask: request.mask, geometry }, context);
  const { dates, numPixel, series } = comparison;
  context.log.info(`${dates.length} dates that all have, ${numPixel} pixels of them`);
  const compared = series.map((one) => comparedOf(one, series[0]));
  if (request.table !== undefined) {
    writeWhole(request.table, tableText(comparison));
    context.log.info(`wrote ${request.table}`);
  }
  if (request.figure !== undefined) {
    await drawFigure(request.figure, { ...request, files }, comparison);
    context.log.info(`wrote ${request.figure}`);
  }
  return compared;
}

/** The series that a report tells of, in the order of the corrections; a series itself. */
function seriesOf(file: string): string[] {
  if (!file.endsWith('.json')) return [file];
  const reports = Object.values(readReports(file));
  const names = new Set(reports.flatMap(({ before, after }) => [before, after]));
  const found = [...names].map((name) => join(dirname(file), name)).filter((path) => existsSync(path));
  if (found.length > 0) return found.sort((a, b) => a.length - b.length);
  throw new FileError(
    `${file} tells of no correction whose series are there.`,
    'Give time series: mintsar compare_corrections timeseries.h5 timeseries_ERA5.h5',
  );
}

function labelOf(file: string): string {
  return basename(file).replace(/\.\w+$/, '');
}

function comparedOf({ file, dates }: SeriesScatter, first: SeriesScatter): ComparedSeries {
  const scatter = dates.map((date) => date.scatter);
  const { numBetter, numDate, after } = judgeScatter(
    first.dates.map((date) => date.scatter),
    scatter,
  );
  const ramps = dates.map((date) => date.withRamp);
  const sizes = dates.map(({ heightCorrelation }) => Math.abs(heightCorrelation)).filter(Number.isFinite);
  return {
    file,
    label: labelOf(file),
    scatter: after,
    withRamp: judgeScatter(ramps, ramps).after,
    semivariance: meanSemivariance(dates),
    heightCorrelation: sizes.reduce((sum, value) => sum + value, 0) / sizes.length,
    numBetter,
    numDate,
  };
}

/** One line per date: noise in mm and correlation with height of every series. */
function tableText({ dates, series }: ScatterComparison): string {
  const columns = series.flatMap(({ file, dates: own }) => {
    const name = labelOf(file);
    return [
      [`${name} [mm]`, own.map(({ scatter }) => (scatter * 1000).toFixed(4))],
      [`${name} with ramp [mm]`, own.map(({ withRamp }) => (withRamp * 1000).toFixed(4))],
      [`${name} correlation with height`, own.map((date) => date.heightCorrelation.toFixed(4))],
    ] as const;
  });
  const rows = dates.map((date, k) => [date, ...columns.map(([, values]) => values[k])].join(','));
  return `${[['Date', ...columns.map(([name]) => name)].join(','), ...rows].join('\n')}\n`;
}

async function drawFigure(
  path: string,
  { files, mask, theme, ...request }: CompareCorrectionsRequest,
  { dates, series }: ScatterComparison,
): Promise<void> {
  const { drawCorrections, letterSize, resolutionOf } = await import('../../plot/index.ts');
  const all = await Promise.all(files.map(readTimeseries));
  const [first] = all;
  const used = await readUsed(first, mask);
  const { length, width } = first;
  const step = Math.max(1, Math.ceil(Math.sqrt((length * width) / MAP_PIXELS)));
  const sampling = { box: { y0: 0, x0: 0, y1: length, x1: width }, step };
  const panels = [];
  for (const [n, one] of all.entries()) {
    const noise = await readNoiseMap(one, dates, used, sampling);
    panels.push({
      values: { ...noise, data: noise.data.map((value) => value * 1000) },
      title: labelOf(files[n]),
    });
  }
  const known = panels.flatMap(({ values }) => [...values.data]).filter(Number.isFinite);
  const top = known.sort((a, b) => a - b)[Math.floor(0.98 * (known.length - 1))] || 1;
  const figure = drawCorrections({
    title: `Noise beside steady motion, without a plane: ${dates.length} dates, ${isoDate(dates[0])} to ${isoDate(dates[dates.length - 1])}`,
    dates,
    lags: LAGS,
    series: series.map(({ file, dates: own }) => ({
      label: labelOf(file),
      scatter: own.map(({ scatter }) => scatter),
      semivariance: meanSemivariance(own),
      heightCorrelation: own.map(({ heightCorrelation }) => heightCorrelation),
    })),
    fontSize: letterSize(theme, 11),
    maps: {
      panels,
      letters: letterSize(theme, 1),
      frame: frameOf(first, sampling),
      vlim: [0, top],
      colormap: 'viridis',
      unit: 'mm',
      colorbar: { label: 'Noise over time [mm]' },
      stride: 1,
    },
  });
  await writeFigure(path, figure, { theme, dpi: resolutionOf({ ...request, theme }, 150) });
}
