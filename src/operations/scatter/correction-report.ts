import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Context } from '../../core/context.ts';
import { MintsarError } from '../../core/errors.ts';
import { type DateScatter, type Judgement, judgeScatter } from '../../core/stats/scatter.ts';
import { LAGS } from '../../core/stats/scatter-sample.ts';
import { writeWhole } from '../../io/whole-file.ts';
import type { GnssMisfit } from '../gnss/gnss-misfit.ts';
import { compareScatter, type ScatterComparison, type ScatterRequest } from './series-scatter.ts';

/** What a correction is judged by: the scatter beside a plane, or with it for those that change long wavelengths. */
export type Yardstick = 'scatter' | 'withRamp';

/** A quantity before and after, one number per date; null = unknown. */
interface BeforeAfter {
  readonly before: readonly (number | null)[];
  readonly after: readonly (number | null)[];
}

/** What a correction did to the series: an entry of `corrections.json`. Lengths in m. */
export interface CorrectionReport {
  /** what it adds to the name of the series, e.g. `ERA5` */
  readonly name: string;
  /** series before and after */
  readonly before: string;
  readonly after: string;
  readonly yardstick: Yardstick;
  /** false: most dates were not quieter, so that the run goes on without it */
  readonly kept: boolean;
  /** of the yardstick; root mean squares over the dates */
  readonly judgement: Judgement;
  readonly numPixel: number;
  readonly dates: readonly string[];
  /** standard deviation in space of what the dates have beside steady motion: without a plane, and with it */
  readonly scatter: BeforeAfter;
  readonly withRamp: BeforeAfter;
  readonly heightCorrelation: BeforeAfter;
  /** mean over the dates at each of the distances, m² */
  readonly lags: readonly number[];
  readonly semivariance: BeforeAfter;
  /** how far the series are from GNSS stations, where the files of some are in the work directory */
  readonly gnss?: GnssMisfit;
  /** why nothing of all this is known */
  readonly problem?: string;
  /** mintsar and its command */
  readonly provenance?: string;
}

/** What is asked about a correction. */
export interface CorrectionRequest extends Omit<ScatterRequest, 'files'> {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly yardstick: Yardstick;
  /** keep the correction only where it lowers the scatter of most dates */
  readonly ifBetter?: boolean;
}

/**
 * How much quieter, or noisier, a correction made the dates of a series. What cannot be measured is told in the report and
 * stops nothing; but a correction whose worth nobody knows is not kept if better.
 */
export async function reportCorrection(
  request: CorrectionRequest,
  context: Context,
): Promise<CorrectionReport> {
  const files = [request.before, request.after];
  let comparison: ScatterComparison = {
    dates: [],
    numPixel: 0,
    series: files.map((file) => ({ file, dates: [] })),
  };
  let problem: string | undefined;
  try {
    comparison = await compareScatter({ ...request, files }, context);
  } catch (error) {
    if (!(error instanceof MintsarError)) throw error;
    problem = `${error.message} ${error.remedy}`.trim();
  }
  return { ...reportOf(request, comparison, context), ...(problem === undefined ? {} : { problem }) };
}

function reportOf(
  { name, before, after, yardstick, ifBetter = false }: CorrectionRequest,
  { dates, numPixel, series: [first, second] }: ScatterComparison,
  context: Context,
): CorrectionReport {
  const judgement = judgeScatter(
    first.dates.map((date) => date[yardstick]),
    second.dates.map((date) => date[yardstick]),
  );
  const both = (of: (dates: readonly DateScatter[]) => readonly number[]): BeforeAfter => ({
    before: of(first.dates).map(rounded),
    after: of(second.dates).map(rounded),
  });
  return {
    name,
    before: basename(before),
    after: basename(after),
    yardstick,
    kept: !ifBetter || judgement.helps,
    judgement,
    numPixel,
    dates,
    scatter: both((all) => all.map(({ scatter }) => scatter)),
    withRamp: both((all) => all.map(({ withRamp }) => withRamp)),
    heightCorrelation: both((all) => all.map(({ heightCorrelation }) => heightCorrelation)),
    lags: LAGS,
    semivariance: both(meanSemivariance),
    ...(context.provenance === undefined ? {} : { provenance: context.provenance }),
  };
}

/** The report of a correction that could not be made: the run goes on without it. @param problem why */
export function unmadeReport(name: string, before: string, after: string, problem: string): CorrectionReport {
  const nothing: BeforeAfter = { before: [], after: [] };
  return {
    name,
    before,
    after,
    yardstick: 'scatter',
    kept: false,
    judgement: judgeScatter([], []),
    numPixel: 0,
    dates: [],
    scatter: nothing,
    withRamp: nothing,
    heightCorrelation: nothing,
    lags: LAGS,
    semivariance: nothing,
    problem,
  };
}

/** Mean over the dates at each distance; NaN where the scene has no such pairs. */
export function meanSemivariance(dates: readonly DateScatter[]): number[] {
  return LAGS.map((_, n) => dates.reduce((sum, { semivariance }) => sum + semivariance[n], 0) / dates.length);
}

/** Six digits are more than a sample of pixels knows. */
function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
}

/** The reports of a work directory by correction, in the order in which they were made. */
export type CorrectionReports = Readonly<Record<string, CorrectionReport>>;

/** Reports of a file; none when there is no such file, or it is another one: that costs a report, never a result. */
export function readReports(path: string): CorrectionReports {
  if (!existsSync(path)) return {};
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const corrections = isTable(content) ? content['corrections'] : undefined;
    if (!isTable(corrections)) return {};
    return Object.fromEntries(
      Object.entries(corrections).filter((entry): entry is [string, CorrectionReport] => isReport(entry[1])),
    );
  } catch {
    return {};
  }
}

/** Put the report of a correction beside those that are there. */
export function writeReport(path: string, correction: string, report: CorrectionReport): void {
  const { [correction]: _, ...others } = readReports(path);
  const corrections = { ...others, [correction]: report };
  const about = 'What the corrections did to the noise of each date; lengths in m';
  writeWhole(path, `${JSON.stringify({ about, corrections }, null, 1)}\n`, { sync: false });
}

function isReport(value: unknown): value is CorrectionReport {
  if (!isTable(value)) return false;
  const { name, before, after, kept, judgement, dates, scatter, withRamp, heightCorrelation, lags } = value;
  const { semivariance } = value;
  return (
    [name, before, after].every((text) => typeof text === 'string') &&
    typeof kept === 'boolean' &&
    isTable(judgement) &&
    [dates, lags].every(Array.isArray) &&
    [scatter, withRamp, heightCorrelation, semivariance].every(
      (pair) => isTable(pair) && Array.isArray(pair['before']) && Array.isArray(pair['after']),
    )
  );
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
