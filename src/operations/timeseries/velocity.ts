import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Config, expandDates, pythonStrings, timeFuncFingerprint } from '../../config/index.ts';
import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { excludedDates, findDate } from '../../core/date-selection.ts';
import { FileError, OptionError, ReferencePointError } from '../../core/errors.ts';
import { createRandom } from '../../core/stats/random.ts';
import { bootstrapResamples } from '../../core/timeseries/bootstrap.ts';
import type { TimeFunctionFitSetup, Uncertainty } from '../../core/timeseries/fit.ts';
import type { TimeFunction, TimeFunctionModel } from '../../core/timeseries/model.ts';
import { estimatedDatasets } from '../../core/timeseries/parameter-datasets.ts';
import type { Rereference } from '../../core/timeseries/rereference.ts';
import { withReference } from '../../io/attributes/reference.ts';
import { optionalNumber } from '../../io/attributes/typed.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { singleRasterAttributes } from '../../io/products/like.ts';
import { pixelOfPlace } from '../../io/products/place.ts';
import { makeProduct, source } from '../../io/products/product.ts';
import { referencePixel } from '../../io/products/reference-pixel.ts';
import { readTimeseries, type Timeseries, timeseriesLayout } from '../../io/products/timeseries.ts';
import { isUpToDate } from '../../io/products/up-to-date.ts';
import { runBlocks } from '../engine.ts';

export interface VelocityRequest {
  /** file of displacement per date, m */
  readonly timeseries: string;
  readonly outfile: string;
  readonly options: Config['timeFunc'];
  /** dates from which the velocity changes; command line only */
  readonly polyline?: readonly string[];
  /** another zero than the one in the file */
  readonly refDate?: string;
  readonly refYX?: { readonly y: number; readonly x: number };
  readonly refLatLon?: { readonly lat: number; readonly lon: number };
  /** leave the output alone when it is newer than the input and was made with the same options */
  readonly update?: boolean;
  /** seed of the bootstrap's draws */
  readonly seed?: number;
  /** also write what the functions leave of the series; all functions when none are named */
  readonly residual?: { readonly outfile: string; readonly functions?: readonly TimeFunction[] };
}

/** Fit time functions to every pixel: `mintsar timeseries2velocity`. */
export async function fitVelocity(asked: VelocityRequest, context: Context): Promise<void> {
  const { outfile } = asked;
  const series = await readTimeseries(asked.timeseries);
  const request =
    asked.refLatLon === undefined ? asked : { ...asked, refYX: await pixelOfPlace(series, asked.refLatLon) };
  const used = usedDates(series, request.options);
  const options = { ...request.options, ...uncertaintyInUse(request, context) };
  const setup = fitSetup(series, used, request, options);
  const reference = await rereference(series, used, request);
  const attributes = velocityAttributes(series, used, request, options);
  if (request.update && (await isUpToDate(outfile, [series.path], timeFuncFingerprint(options)))) {
    context.log.info(`${outfile} is up to date`);
    return;
  }
  const { length, width } = series;
  const work = {
    length,
    width,
    inputs: { timeseries: source(series.path, 'timeseries', used) },
  };
  const datasets = estimatedDatasets(setup.model, { withResidue: setup.uncertainty?.kind === 'residue' });
  context.log.info(
    `fit ${datasets
      .filter(({ name }) => !name.endsWith('Std'))
      .map(({ name }) => name)
      .join(', ')} to ${used.length} of ${series.dates.length} dates`,
  );
  const names = datasets.map(({ name }) => name);
  const inputs = { ...work.inputs, ...(await covarianceSource(series, used, options)) };
  await makeProduct(
    outfile,
    {
      attributes,
      datasets: datasets.map(({ name, unit }) => ({
        name,
        type: 'f4',
        shape: [length, width],
        attributes: { UNIT: unit },
      })),
    },
    context,
    async (product) => {
      await runBlocks(
        {
          ...work,
          label: 'velocity',
          inputs,
          outputs: Object.fromEntries(names.map((name) => [name, product.sink(name)])),
          kernel: 'fitVelocity',
          args: { setup, datasets: names, reference, referencePixel: referencePixel(series) },
          // Hundreds of resamples make a lot of work of few bytes.
          bytesPerThread: setup.uncertainty?.kind === 'bootstrap' ? 1 << 20 : undefined,
        },
        context,
      );
    },
  );
  if (request.residual !== undefined) await writeResidual(series, used, request, setup, reference, context);
}

async function writeResidual(
  series: Timeseries,
  used: readonly number[],
  { residual, refYX }: VelocityRequest,
  setup: TimeFunctionFitSetup,
  reference: Rereference,
  context: Context,
): Promise<void> {
  const { length, width } = series;
  const { outfile, functions } = residual!;
  const dates = used.map((k) => series.dates[k]);
  // As the reference writes it: without baselines, and relative to nothing but the model.
  const layout = timeseriesLayout(dates, length, width, false);
  const { REF_DATE: _, ...old } = series.attributes;
  const zeroPixel = refYX ?? referencePixel(series);
  const attributes = refYX === undefined ? old : withReference(old, refYX);
  await makeProduct(outfile, { attributes, datasets: layout }, context, async (product) => {
    product.writer.write('date', dates);
    await runBlocks(
      {
        label: 'residual',
        length,
        width,
        inputs: { timeseries: source(series.path, 'timeseries', used) },
        outputs: { timeseries: product.sink('timeseries') },
        kernel: 'residual',
        args: { setup, functions, reference, referencePixel: referencePixel(series), zeroPixel },
      },
      context,
    );
  });
}

/** Indices of the dates inside the window that are not excluded. */
function usedDates(series: Timeseries, options: Config['timeFunc']): number[] {
  const folder = dirname(series.path);
  const exclude = expandDates(options.excludeDate, (name) => {
    const path = existsSync(name) ? name : join(folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  });
  const out = new Set(excludedDates(series.dates, { ...options, exclude }));
  const used = series.dates.flatMap((date, k) => (out.has(date) ? [] : [k]));
  if (used.length < 2) {
    throw new OptionError(
      `${used.length} of the ${series.dates.length} dates of ${series.path} are left for the fit.`,
      'Widen mintpy.timeFunc.startDate and endDate, or exclude fewer dates.',
    );
  }
  return used;
}

/** Two methods fall back to the residue when they lack what they need. */
function uncertaintyInUse({ options }: VelocityRequest, { log }: Context): Partial<Config['timeFunc']> {
  const { uncertaintyQuantification: wanted } = options;
  const lacks =
    wanted === 'covariance' && options.timeSeriesCovFile === null
      ? 'no covariance file is given'
      : wanted === 'bootstrap' && options.bootstrapCount <= 1
        ? 'the bootstrap count is not above 1'
        : undefined;
  if (lacks === undefined) return {};
  log.warn(`${lacks}: standard deviations come from the residue instead of ${wanted}`);
  return { uncertaintyQuantification: 'residue' };
}

/** The functions of time that the options name. */
export function timeFunctionModel(options: Config['timeFunc']): TimeFunctionModel {
  return {
    polynomial: options.polynomial,
    periodic: options.periodic,
    stepDate: options.stepDate,
    exp: options.exp.map(({ onset, times }) => ({ onset, tau: times.map(Math.trunc) })),
    log: options.log.map(({ onset, times }) => ({ onset, tau: times.map(Math.trunc) })),
  };
}

function fitSetup(
  series: Timeseries,
  used: readonly number[],
  { polyline, seed = 0 }: VelocityRequest,
  options: Config['timeFunc'],
): TimeFunctionFitSetup {
  const model = { ...timeFunctionModel(options), polyline: polyline ?? [] };
  if (options.uncertaintyQuantification === 'bootstrap') {
    const others = [model.periodic, model.stepDate, model.polyline, model.exp, model.log].some(
      (f) => f?.length,
    );
    if (model.polynomial !== 1 || others) {
      throw new OptionError(
        'The bootstrap works with a straight line only (polynomial = 1).',
        'Remove the other time functions, or choose uncertaintyQuantification = residue.',
      );
    }
  }
  const uncertainty: Uncertainty =
    options.uncertaintyQuantification === 'bootstrap'
      ? {
          kind: 'bootstrap',
          resamples: bootstrapResamples(used.length, options.bootstrapCount, createRandom(seed)),
        }
      : { kind: options.uncertaintyQuantification };
  const seconds = optionalNumber(series.attributes, 'CENTER_LINE_UTC') ?? 0;
  return { dates: used.map((k) => series.dates[k]), seconds, model, uncertainty };
}

async function rereference(
  series: Timeseries,
  used: readonly number[],
  request: VelocityRequest,
): Promise<Rereference> {
  const { refDate } = request;
  let dateIndex: number | undefined;
  if (refDate !== undefined) {
    dateIndex = findDate(
      used.map((k) => series.dates[k]),
      refDate,
    );
    if (dateIndex < 0) {
      throw new OptionError(
        `The reference date ${refDate} is not among the dates used of ${series.path}.`,
        `They are: ${used.map((k) => series.dates[k]).join(', ')}.`,
      );
    }
  }
  if (request.refYX === undefined) return { dateIndex };
  const { y, x } = request.refYX;
  if (!(y >= 0 && x >= 0 && y < series.length && x < series.width)) {
    throw new OptionError(
      `The reference pixel y ${y}, x ${x} lies outside ${series.length} x ${series.width}.`,
      'Give --ref-yx row and column, counted from 0.',
    );
  }
  return withH5(series.path, (file) => {
    const all = file.read('timeseries', {
      start: [0, y, x],
      count: [series.dates.length, 1, 1],
    }) as Float32Array;
    const gap = used.find((k) => Number.isNaN(all[k]));
    if (gap === undefined) return { dateIndex, pixelValues: used.map((k) => all[k]) };
    throw new ReferencePointError(
      `${series.path} has no value at the reference pixel y ${y}, x ${x} on ${series.dates[gap]}.`,
      'Choose a pixel with a value at all dates, or exclude the date with --exclude.',
    );
  });
}

/** Planes of the covariance file for the dates in use: [numDate · numDate] of a full one, [numDate] of a diagonal. */
async function covarianceSource(
  series: Timeseries,
  used: readonly number[],
  options: Config['timeFunc'],
): Promise<Record<string, BlockSource>> {
  const path = options.timeSeriesCovFile;
  if (options.uncertaintyQuantification !== 'covariance' || path === null) return {};
  const { dates, shape } = await withH5(path, (file) => ({
    dates: file.read('date') as string[],
    shape: file.datasets.get('timeseries')?.shape ?? [],
  }));
  const place = used.map((k) => dates.indexOf(series.dates[k]));
  const missing = place.indexOf(-1);
  if (missing >= 0) {
    throw new FileError(
      `${path} has no covariance for ${series.dates[used[missing]]}.`,
      'Make it from the same stack.',
    );
  }
  const planes = shape.length === 4 ? place.flatMap((i) => place.map((j) => i * dates.length + j)) : place;
  return { covariance: source(path, 'timeseries', planes) };
}

function velocityAttributes(
  series: Timeseries,
  used: readonly number[],
  request: VelocityRequest,
  options: Config['timeFunc'],
): Attributes {
  const [first, last] = [series.dates[used[0]], series.dates[used.at(-1)!]];
  const own =
    request.refYX === undefined ? series.attributes : withReference(series.attributes, request.refYX);
  const attributes: Attributes = {
    ...singleRasterAttributes(own),
    FILE_TYPE: 'velocity',
    UNIT: 'm/year',
    START_DATE: first,
    END_DATE: last,
    DATE12: `${first}_${last}`,
    ...timeFuncFingerprint(options),
  };
  // The reference leaves REF_DATE as it is; without one, time counts from the first date used.
  const asked = request.refDate && series.dates[findDate(series.dates, request.refDate)];
  attributes['REF_DATE'] = asked ?? series.attributes['REF_DATE'] ?? series.dates[used[0]];
  if (request.polyline?.length) attributes['mintpy.timeFunc.polyline'] = pythonStrings(request.polyline);
  return attributes;
}
