import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { expandDates } from '../../config/date-list.ts';
import { topographicResidualFingerprint } from '../../config/fingerprint.ts';
import type { Config } from '../../config/schema.ts';
import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { dateMatcher } from '../../core/date-selection.ts';
import { decimalYear, hasTime } from '../../core/dates.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import type { DemErrorSetup } from '../../core/terrain/dem-error.ts';
import { type DemErrorPrior, demErrorPrior } from '../../core/terrain/dem-error-prior.ts';
import { assertSameSize, makeLike } from '../../io/products/like.ts';
import { withProduct } from '../../io/products/open-product.ts';
import {
  describeProduct,
  makeProduct,
  type Product,
  readProduct,
  source,
} from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import { readTimeseries, referenceIndex, type Timeseries } from '../../io/products/timeseries.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { readUsed } from '../scatter/series-scatter.ts';
import { readSamples } from '../unwrapping/pixel-samples.ts';
import { FILES } from '../work-files.ts';
import type { DemErrorArgs } from './correct-topography-kernel.ts';
import { type LineOfSight, lineOfSight, lineOfSightInputs } from './line-of-sight.ts';

export interface DemErrorRequest {
  /** file of displacement per date, m */
  readonly timeseries: string;
  /** file with incidenceAngle, slantRangeDistance and perhaps bperp; without it the scene centre stands for all */
  readonly geometry?: string;
  /** corrected series */
  readonly outfile: string;
  /** DEM error, m; `demErr.h5` beside the corrected series when left out */
  readonly demErrorFile?: string;
  readonly options: Pick<
    Config['topographicResidual'],
    'polyOrder' | 'phaseVelocity' | 'stepDate' | 'excludeDate'
  > &
    Partial<Pick<Config['topographicResidual'], 'shrinkage'>>;
  /** periods of the deformation, years; command line only */
  readonly periodic?: readonly number[];
  /** leave the outputs alone when they are newer than the inputs and were made with the same options */
  readonly update?: boolean;
}

/**
 * Estimate the DEM error of every pixel and remove its phase: `mintsar dem_error`. What the deformation model leaves
 * of the series goes to `timeseriesResidual.h5` beside the output.
 */
export async function correctDemError(request: DemErrorRequest, context: Context): Promise<void> {
  assertRequest('correctDemError', request, context, ['timeseries', 'outfile']);
  const { outfile, options, geometry: geometryFile } = request;
  const demErrorFile = request.demErrorFile ?? join(dirname(outfile), FILES.demErr);
  const residualFile = join(dirname(outfile), FILES.residual);
  for (const file of [outfile, demErrorFile]) requireHdf5(file);
  const series = await readTimeseries(request.timeseries);
  const geometry = geometryFile === undefined ? undefined : await readGeometry(geometryFile);
  if (geometry !== undefined) requireGeometry(series, geometry);
  const fingerprint = topographicResidualFingerprint(options);
  const inputs = [series.path, ...(geometry === undefined ? [] : [geometry.path])];
  if (request.update && (await areUpToDate([outfile, demErrorFile, residualFile], inputs, fingerprint))) {
    context.log.info(`${outfile} is up to date`);
    return;
  }
  const los = lineOfSight(series, geometry);
  const bperp = baselineSource(series, geometry);
  const estimate = kernelArgs(request, series, los, bperp !== undefined);
  const args = options.shrinkage
    ? { ...estimate, prior: await readPrior(series, bperp, estimate.setup, context) }
    : estimate;
  const coherence = await coherenceSource(series);
  reportChoices(series, los, bperp, coherence, args, context);
  warnOfIdleSteps(series, args.setup, context);

  const attributes = { ...series.attributes, ...fingerprint };
  const { length, width } = series;
  const dem = {
    attributes: { ...attributes, FILE_TYPE: 'dem', UNIT: 'm' },
    datasets: [{ name: 'dem', type: 'f4', shape: [length, width] } as const],
  };
  const rasters = ['timeseries'];
  await makeProduct(demErrorFile, dem, context, (demError) =>
    makeLike(outfile, series, { attributes, rasters }, context, (corrected) =>
      makeLike(residualFile, series, { attributes, rasters }, context, async (residual) => {
        await runBlocks(
          {
            label: 'DEM error',
            length,
            width,
            inputs: {
              timeseries: source(series.path, 'timeseries'),
              ...lineOfSightInputs(los),
              ...(bperp === undefined ? {} : { bperp }),
              ...(coherence === undefined ? {} : { temporalCoherence: coherence }),
            },
            outputs: {
              dem: demError.sink('dem'),
              corrected: corrected.sink('timeseries'),
              residual: residual.sink('timeseries'),
            },
            kernel: 'correctTopography',
            args,
          },
          context,
        );
      }),
    ),
  );
}

/** A geometry file, and the dates of its baselines where it has them per pixel. */
interface Geometry extends Product {
  readonly dates?: readonly string[];
}

function readGeometry(path: string): Promise<Geometry> {
  return withProduct(path, (file) => {
    const hasBaselines = file.datasets.has('bperp') && file.datasets.has('date');
    return { ...describeProduct(file), ...(hasBaselines && { dates: file.read('date') as string[] }) };
  });
}

/** A file that tells nothing of the radar's view would silently leave everything to the scene centre. */
function requireGeometry(series: Timeseries, geometry: Product): void {
  assertSameSize(series, geometry);
  const parts = ['incidenceAngle', 'slantRangeDistance', 'bperp'];
  if (parts.some((name) => geometry.datasets.has(name))) return;
  throw new FileError(
    `${geometry.path} is no geometry file: it has none of ${parts.join(', ')}.`,
    'Give inputs/geometryRadar.h5 or inputs/geometryGeo.h5, or none for the scene centre.',
  );
}

function requireHdf5(file: string): void {
  if (/^\.(h5|hdf5|he5)$/.test(extname(file))) return;
  throw new OptionError(`${file} is no HDF5 file name.`, 'Choose a name that ends in .h5.');
}

async function areUpToDate(
  outputs: readonly string[],
  inputs: readonly string[],
  fingerprint: Readonly<Record<string, string>>,
): Promise<boolean> {
  for (const output of outputs)
    if (!(await isMadeBy(output, { from: inputs, attributes: fingerprint }))) return false;
  return true;
}

function kernelArgs(
  { options, periodic = [] }: DemErrorRequest,
  series: Timeseries,
  { incidenceAngle, slantRange }: LineOfSight,
  hasPixelBaselines: boolean,
): DemErrorArgs {
  const { dates, facts, bperp } = series;
  if (!hasPixelBaselines && bperp === undefined) {
    throw new FileError(
      `${series.path} has no perpendicular baselines (dataset bperp).`,
      'Give a geometry file that has them, or make the series again with ifgram_inversion.',
    );
  }
  return {
    setup: {
      dates,
      seconds: facts.acquisitionSeconds,
      model: { polynomial: options.polyOrder, periodic, stepDate: options.stepDate },
      excludeDate: [...excludedDates(series, options.excludeDate), ...daysOfSteps(series, options)],
      phaseVelocity: options.phaseVelocity,
      referenceDate: dates[referenceIndex(series)],
      bperp: hasPixelBaselines ? undefined : bperp,
    },
    incidenceAngle: typeof incidenceAngle === 'number' ? incidenceAngle : undefined,
    slantRange: typeof slantRange === 'number' ? slantRange : undefined,
  };
}

/** Text files of dates lie beside the series or here; the list of noisy dates is not there on a first run. */
function excludedDates(series: Timeseries, items: readonly string[]): string[] {
  const dates = expandDates(items, (name) => {
    const path = [resolve(dirname(series.path), name), resolve(name)].find((candidate) =>
      existsSync(candidate),
    );
    return path === undefined ? null : readFileSync(path, 'utf8');
  });
  return series.dates.filter(dateMatcher(dates));
}

/** Acquisitions on the day of a step: nobody knows on which side of it they are. */
function daysOfSteps(
  { dates }: Timeseries,
  { shrinkage, stepDate }: DemErrorRequest['options'],
): readonly string[] {
  if (!shrinkage) return [];
  const days = stepDate.filter((date) => !hasTime(date)).map((date) => date.slice(0, 8));
  return dates.filter((date) => days.includes(date.slice(0, 8)));
}

/** Pixels that stand for the scene. */
const MOST_SAMPLES = 4000;

/** What the scene says of its DEM errors, from a sample of the reliable pixels. */
async function readPrior(
  series: Timeseries,
  bperp: BlockSource | undefined,
  setup: DemErrorSetup,
  context: Context,
): Promise<DemErrorPrior> {
  if (setup.phaseVelocity)
    throw new OptionError(
      'DEM errors of phase velocities cannot be shrunk.',
      'Set mintpy.topographicResidual.phaseVelocity or shrinkage to no.',
    );
  const mask = await readUsed(series);
  const reliable = Array.from(mask.keys()).filter((i) => mask[i] !== 0);
  const step = Math.max(1, Math.floor(reliable.length / MOST_SAMPLES));
  const pixels = Int32Array.from(reliable.filter((_, n) => n % step === step >> 1));
  const planes = series.dates.map((_, k) => k);
  const values = await readSamples({ path: series.path, dataset: 'timeseries', planes, pixels }, context);
  const own =
    bperp === undefined
      ? setup.bperp
      : (
          await readSamples(
            { path: bperp.path, dataset: bperp.dataset, planes: bperp.planes ?? planes, pixels },
            context,
          )
        ).map((plane) => plane.reduce((sum, value) => sum + value / plane.length, 0));
  const samples = new Float32Array(planes.length * pixels.length);
  for (const k of planes) samples.set(values[k], k * pixels.length);
  const prior = demErrorPrior({ ...setup, bperp: own }, samples);
  context.log.info(
    prior.variance === 0
      ? 'no DEM error stands out of the noise of the scene: the series stays as it is'
      : `${(100 * prior.kept).toFixed(0)} % of the estimated DEM error stands out of the noise and is kept, less at noisy pixels`,
  );
  return prior;
}

/** Baselines per pixel of the geometry file, in the order of the series' dates. */
function baselineSource(series: Timeseries, geometry: Geometry | undefined): BlockSource | undefined {
  const dates = geometry?.dates;
  if (geometry === undefined || dates === undefined) return undefined;
  const planes = series.dates.map((date) => dates.indexOf(date));
  const missing = series.dates.filter((_, k) => planes[k] < 0);
  if (missing.length === 0) return source(geometry.path, 'bperp', planes);
  throw new FileError(
    `${geometry.path} has no perpendicular baseline for ${missing.join(', ')}.`,
    'Load the geometry of all acquisitions of the series.',
  );
}

/** Pixels whose inversion failed have temporal coherence 0; the file lies beside the series of a workflow. */
async function coherenceSource(series: Timeseries): Promise<BlockSource | undefined> {
  const path = join(dirname(series.path), FILES.temporalCoherence);
  if (!existsSync(path)) return undefined;
  assertSameSize(series, await readProduct(path));
  return source(path, 'temporalCoherence');
}

/** A step that has all acquisitions on one side explains nothing; the fit takes it all the same. */
function warnOfIdleSteps(
  { path }: Timeseries,
  { dates, seconds, model, excludeDate = [] }: DemErrorSetup,
  { log }: Context,
): void {
  const years = dates.filter((date) => !excludeDate.includes(date)).map((date) => decimalYear(date, seconds));
  const idle = (model.stepDate ?? []).filter((date) => {
    const after = years.filter((year) => year > decimalYear(date)).length;
    return after === 0 || after === years.length;
  });
  if (idle.length > 0)
    log.warn(
      `${basename(path)} has no acquisitions on both sides of ${idle.join(', ')}: no step is found there`,
    );
}

function reportChoices(
  series: Timeseries,
  { incidenceAngle, slantRange }: LineOfSight,
  bperp: BlockSource | undefined,
  coherence: BlockSource | undefined,
  { setup }: DemErrorArgs,
  { log }: Context,
): void {
  const { model, excludeDate = [] } = setup;
  const parts = [
    `polynomial of degree ${model.polynomial}`,
    ...(model.periodic?.length ? [`periods ${model.periodic.join(', ')} years`] : []),
    ...(model.stepDate?.length ? [`steps at ${model.stepDate.join(', ')}`] : []),
  ];
  log.info(
    `DEM error of ${basename(series.path)}: ${parts.join(', ')}; ` +
      `${series.dates.length - excludeDate.length} of ${series.dates.length} dates` +
      (excludeDate.length > 0 ? ` (without ${excludeDate.join(', ')})` : '') +
      (setup.phaseVelocity ? '; phase velocity' : ''),
  );
  const angle = typeof incidenceAngle === 'number' ? `${incidenceAngle.toFixed(4)} degrees` : 'per pixel';
  const range = typeof slantRange === 'number' ? `${slantRange.toFixed(2)} m` : 'per pixel';
  log.info(
    `incidence angle ${angle}, slant range ${range}, perpendicular baselines per ${bperp ? 'pixel' : 'date'}` +
      (coherence ? '; without pixels of temporal coherence 0' : ''),
  );
}
