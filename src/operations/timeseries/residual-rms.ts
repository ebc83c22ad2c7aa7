import { rmSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import { selectDates } from '../../core/stats/residual-rms.ts';
import type { RampType } from '../../core/terrain/ramp-type.ts';
import { outputTarget } from '../../io/files/output.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { readMask, readProduct, source } from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import { readTimeseries, type Timeseries } from '../../io/products/timeseries.ts';
import { writeWhole } from '../../io/whole-file.ts';
import { deramp } from '../corrections/deramp.ts';
import { runPlanes } from '../engine.ts';
import { type FigureLook, writeFigure } from '../figures/save.ts';
import { assertRequest } from '../request.ts';
import { FILES } from '../work-files.ts';
import type { RmsArgs } from './residual-rms-kernel.ts';

export interface ResidualRmsRequest {
  /** what deformation model and DEM error leave of the series */
  readonly timeseries: string;
  /** pixels that count; null = all */
  readonly mask: string | null;
  /** ramp removed first; null = none */
  readonly ramp: RampType | null;
  /** outliers lie above this many median absolute deviations */
  readonly cutoff: number;
  /** use a `*_ramp.h5` that is younger than series and mask and tells that the same ramp was removed from it; one of MintPy tells nothing, and is used */
  readonly reuseRamp?: boolean;
  /** draw `rms_*.pdf` */
  readonly figure?: FigureLook & { readonly size?: readonly [width: number, height: number] };
}

export interface ResidualRms {
  readonly dates: readonly string[];
  /** m per date */
  readonly rms: Float64Array;
  /** m */
  readonly threshold: number;
  readonly referenceDate: string;
  readonly excluded: readonly string[];
}

/**
 * Noise of every date, written as text beside the series with the best date (`reference_date.txt`) and the outliers
 * (`exclude_date.txt`, removed when there are none): `mintsar timeseries_rms`.
 */
export async function residualRms(request: ResidualRmsRequest, context: Context): Promise<ResidualRms> {
  assertRequest('residualRms', request, context, ['timeseries']);
  const { mask, cutoff } = request;
  await readTimeseries(request.timeseries); // before a ramp is removed from what is none
  const series = await readTimeseries(await withoutRamp(request, context));
  const rms = await rmsOfDates(series, mask, context);
  if (rms.every(Number.isNaN)) {
    throw new FileError(
      `No pixel of ${series.path} counts: the mask ${mask ?? ''} leaves none with data.`,
      'Check the mask with: mintsar info FILE, or use another one.',
    );
  }
  const { threshold, reference, excluded } = selectDates(rms, cutoff);
  const result: ResidualRms = {
    dates: series.dates,
    rms,
    threshold,
    referenceDate: series.dates[reference],
    excluded: excluded.map((k) => series.dates[k]),
  };
  const folder = dirname(series.path);
  writeWhole(join(folder, `${rmsBase(series)}.txt`), rmsText(series, mask, rms));
  writeWhole(join(folder, FILES.referenceDate), `${result.referenceDate}\n`);
  writeExcluded(join(folder, FILES.excludeDate), result.excluded);
  reportDates(result, reference, cutoff, context);
  if (request.figure) await drawFigure(series, result, cutoff, request.figure, context);
  return result;
}

const rmsBase = ({ path }: Timeseries) => `rms_${basename(path, extname(path))}`;

/** The series to measure: itself, or its copy without ramps. */
async function withoutRamp(request: ResidualRmsRequest, context: Context): Promise<string> {
  const { timeseries: file, ramp: type, mask } = request;
  if (type === null) return file;
  const outfile = join(dirname(file), `${basename(file, extname(file))}_ramp${extname(file)}`);
  if (request.reuseRamp && (await isMadeBy(outfile, { from: [file], holds: isOfOthers }))) {
    context.log.warn(
      `${outfile} is used as it is, though it does not tell which ramp was removed: delete it to remove a ${type} ramp`,
    );
    return outfile;
  }
  await deramp({ file, type, mask, outfile, isIntermediate: true, update: request.reuseRamp }, context);
  return outfile;
}

/** Another program made it, such as MintPy, whose command uses what is there. */
function isOfOthers(file: H5Reader): boolean {
  return [...file.datasets.values()].every(
    ({ attributes }) => attributes['provenance'] === undefined && attributes['mintpy.deramp'] === undefined,
  );
}

async function rmsOfDates(
  series: Timeseries,
  maskFile: string | null,
  context: Context,
): Promise<Float64Array> {
  const { length, width } = series;
  if (maskFile !== null) assertSameSize(series, await readProduct(maskFile));
  const mask = maskFile === null ? undefined : (await readMask(maskFile)).data;
  const args: RmsArgs = { size: { length, width }, mask };
  const rms = await runPlanes(
    {
      label: 'residual RMS',
      length,
      width,
      planes: series.dates.map((_, k) => k),
      inputs: { residual: source(series.path, 'timeseries') },
      kernel: 'residualRms',
      args,
      workspace: 5, // the mask and the places of its pixels
    },
    context,
  );
  return Float64Array.from(rms);
}

/** The text file as MintPy reads it back: four lines of comment, then date and RMS in metres. */
function rmsText(series: Timeseries, mask: string | null, rms: Float64Array): string {
  const folder = dirname(series.path);
  const head = [
    '# Root Mean Square in space for each acquisition of time-series',
    `# Timeseries file: ${basename(series.path)}`,
    `# Mask file: ${mask === null ? 'None' : relative(folder, mask)}`,
    '# Date\t\tRMS (m)',
  ];
  return `${[...head, ...series.dates.map((date, k) => `${date}\t${rms[k]}`)].join('\n')}\n`;
}

function writeExcluded(path: string, dates: readonly string[]): void {
  if (dates.length > 0) writeWhole(path, `${dates.join('\n')}\n`);
  else rmSync(outputTarget(path), { force: true });
}

function reportDates(
  { dates, rms, threshold, referenceDate, excluded }: ResidualRms,
  reference: number,
  cutoff: number,
  { log }: Context,
): void {
  const millimetres = (value: number) => `${(value * 1000).toFixed(1)} mm`;
  log.info(`date with the least noise: ${referenceDate}, ${millimetres(rms[reference])}`);
  const list = excluded.map((date) => `${date} (${millimetres(rms[dates.indexOf(date)])})`).join(', ');
  log.info(`dates above ${cutoff} median absolute deviations, ${millimetres(threshold)}: ${list || 'none'}`);
}

async function drawFigure(
  series: Timeseries,
  { dates, rms, threshold, referenceDate, excluded }: ResidualRms,
  cutoff: number,
  { size, ...look }: NonNullable<ResidualRmsRequest['figure']>,
  { log }: Context,
): Promise<void> {
  const { drawRms, letterSize } = await import('../../plot/index.ts');
  const figure = drawRms({
    dates,
    rms: [...rms],
    threshold,
    thresholdLabel: `median abs. dev. * ${cutoff}`,
    excluded,
    referenceDate,
    size,
    fontSize: letterSize(look.theme),
  });
  const path = join(dirname(series.path), `${rmsBase(series)}.pdf`);
  await writeFigure(path, figure, look);
  log.info(`wrote ${path}`);
}
