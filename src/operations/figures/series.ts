import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { expandDates } from '../../config/date-list.ts';
import type { Context } from '../../core/context.ts';
import { excludedDates } from '../../core/date-selection.ts';
import { formatDate } from '../../core/dates.ts';
import { OptionError } from '../../core/errors.ts';
import type { TimeFunctionModel } from '../../core/timeseries/model.ts';
import {
  curveInstants,
  type FittedParameter,
  fitSeries,
  type SeriesFit,
} from '../../core/timeseries/series-fit.ts';
import { type DisplacementCube, describeCube } from '../../io/products/displacement-cube.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { isoDate } from '../../plot/date-axis.ts';
import type { Figure, FitCurve, Series } from '../../plot/index.ts';
import { assertRequest } from '../request.ts';
import { type PointSeries, readTimeseriesPoint } from '../timeseries/point-series.ts';
import { pointName, pointText } from '../timeseries/point-text.ts';
import { referenceWords } from './drawn-title.ts';
import { readErrors } from './error-bars.ts';
import { isDrawnBy, recipeOf, withRecipe } from './recipe.ts';
import { encodeFigure, writeDrawn } from './save.ts';
import { mapInputs } from './scene.ts';
import { drawEpochMap } from './series-map.ts';
import type { DrawnSeries, SeriesRequest, SeriesResult } from './series-request.ts';
import { displayScale, usualUnit } from './units.ts';

const LINE: TimeFunctionModel = { polynomial: 1 };

/** A series with what is known about it and its fit. */
interface Fitted extends DrawnSeries {
  readonly cube: DisplacementCube;
  readonly excluded: readonly string[];
  readonly fit: SeriesFit | undefined;
  /** Dates that were fitted. */
  readonly used: readonly string[];
}

/**
 * Displacement of points over time: a text file for each, a figure of all with fitted time functions, and a map of one
 * date. This is what `tsview` calls.
 * @throws {OptionError} for a point without data, labels that do not fit the files, an epoch that is not there
 */
export async function drawPointSeries(request: SeriesRequest, context: Context): Promise<SeriesResult> {
  assertRequest('drawPointSeries', request, context, ['files[]']);
  const { files, points, labels } = request;
  if (labels !== undefined && labels.length !== files.length) {
    throw new OptionError(
      `${labels.length} labels were given for ${files.length} files.`,
      'Give one label for each file, in their order.',
    );
  }
  const errors = request.errorFile === undefined ? undefined : readErrors(request.errorFile);
  const all: Fitted[] = [];
  for (const point of points) {
    for (const [f, file] of files.entries()) all.push(await fitPoint(request, file, f, point, context));
  }
  const base = request.base ?? (points.length === 1 ? pixelName(all[0].series) : 'points');
  const texts = all.map((one, k) => [textFile(request, base, one, k % files.length), textOf(one)] as const);
  const name = `${base}_ts${request.format ?? '.pdf'}`;
  const recipe = recipeOf(
    [request, ...(errors ?? [])],
    texts.map(([, text]) => text),
  );
  const inputs = await mapInputs(files[0], request.map || { mask: null });
  const isKept = request.update === true && all.length > 0 && isDrawnBy(name, recipe, inputs, texts);
  const figure =
    all.length > 0 && !isKept
      ? await encodeFigure(name, await figureOf(request, all, errors), request)
      : undefined;
  const pixels = all.filter((_, k) => k % files.length === 0).map(({ series }) => series.pixel);
  // Whatever can fail has been done before anything is written.
  const epochMap = request.map !== false && { ...request.map, update: isKept };
  const map = await drawEpochMap(
    { ...request, map: epochMap },
    pixels,
    all.length > 0 ? base : undefined,
    context,
  );
  if (!isKept) for (const [file, text] of texts) writeDrawn(file, text);
  writeDrawn(name, withRecipe(name, figure, recipe));
  const names = [...texts.map(([file]) => file), all.length > 0 ? name : undefined, map];
  return { drawn: all, files: names.filter((file) => file !== undefined), isKept };
}

async function fitPoint(
  request: SeriesRequest,
  file: string,
  f: number,
  point: SeriesRequest['points'][number],
  context: Context,
): Promise<Fitted> {
  const cube = await withProduct(file, describeCube);
  const excluded = excludedOf(cube, request.exclude ?? []);
  const { attributes, fileType } = cube.product;
  const series = await readTimeseriesPoint(file, point, {
    zeroFirst: false,
    ...request.series,
    unit: request.series?.unit ?? usualUnit(attributes['UNIT'] ?? 'm', fileType),
    exclude: excluded,
  });
  if (series.values.every(Number.isNaN)) {
    throw new OptionError(
      `${file} has no data at y ${series.pixel.y}, x ${series.pixel.x}.`,
      'Choose a pixel with data: mintsar view shows where they are.',
    );
  }
  const { model = LINE } = request;
  const label = request.labels?.[f] ?? fileLabel(file);
  const left = new Set(excluded);
  const known = (date: string, k: number) => !left.has(date) && !Number.isNaN(series.values[k]);
  const used = series.dates.filter(known);
  const seconds = cube.product.facts.acquisitionSeconds;
  const fit =
    model === null
      ? undefined
      : fitSeries(
          used,
          series.values.filter((_, k) => known(series.dates[k], k)),
          model,
          series.unit,
          seconds,
        );
  context.log.debug(`${label}: ${series.dates.length} dates, ${used.length} of them fitted`);
  return { label, series, cube, excluded, fit, used, parameters: fit?.parameters ?? [] };
}

function excludedOf({ product, dates }: DisplacementCube, items: readonly string[]): string[] {
  const exclude = expandDates(items, (name) => {
    const path = [name, join(dirname(product.path), name)].find((place) => existsSync(place));
    return path === undefined ? null : readFileSync(path, 'utf8');
  });
  return excludedDates(dates, { exclude });
}

async function figureOf(
  request: SeriesRequest,
  all: readonly Fitted[],
  errors: ReadonlyMap<string, number> | undefined,
): Promise<Figure> {
  const { drawSeries, letterSize, SERIES_COLORS } = await import('../../plot/index.ts');
  const { look = {}, band, files, offset = 0 } = request;
  const isOne = all.length === 1;
  const shift = (k: number) => (k % files.length) * offset;
  const colors = all.map((_, k) => (isOne ? (look.color ?? SERIES_COLORS[0]) : SERIES_COLORS[k % 10]));
  const model = request.model === undefined ? LINE : request.model;
  const fits = all.flatMap(({ fit, used, cube }, k): FitCurve[] => {
    if (fit === undefined || model === null) return [];
    const { instants, values, std } = fit.at(
      curveInstants(used, model, cube.product.facts.acquisitionSeconds),
    );
    const bound = (side: number) => Array.from(values, (v, i) => v + shift(k) + side * 1.96 * std[i]);
    return [
      {
        dates: instants.map((instant) => formatDate(instant, '%Y%m%dT%H%M')),
        values: bound(0),
        ...(band && { low: bound(-1), high: bound(1) }),
        color: isOne ? SERIES_COLORS[1] : colors[k],
        label: isOne ? (band ? 'fit, with its 95 % band' : 'fit') : undefined,
      },
    ];
  });
  const [first] = all;
  const scale = displayScale('m', first.series.unit, first.cube.product.attributes).factor;
  const series = all.map((one, k): Series => {
    const { dates, values, spread } = one.series;
    const error = k % files.length === 0 ? errors : undefined;
    return {
      dates,
      values: Array.from(values, (value) => value + shift(k)),
      sigma: error
        ? dates.map((date) => (error.get(date) ?? 0) * Math.abs(scale))
        : spread && Array.from(spread),
      excluded: one.excluded,
      label: isOne ? undefined : legendName(one, request),
      color: colors[k],
      shape: look.shape,
    };
  });
  return drawSeries({
    series,
    fits,
    title: look.title === false ? undefined : (look.title ?? (await titleOf(all, request))),
    label: `LOS displacement [${first.series.unit}], + towards satellite`,
    notes: isOne ? notesOf(first) : [],
    vlim: look.vlim,
    tickRight: look.tickRight,
    markerSize: look.markerSize,
    lineWidth: look.lineWidth,
    edgeWidth: look.edgeWidth,
    size: look.size,
    fontSize: look.fontSize ?? letterSize(request.theme),
  });
}

/** What the points are, and what their displacement is relative to. */
async function titleOf(all: readonly Fitted[], request: SeriesRequest): Promise<string> {
  const [{ series, cube }] = all;
  const point = request.points.length === 1 ? pointName(series, cube.product.attributes) : undefined;
  const window = request.series?.window ?? 1;
  const around =
    window > 1 ? `${request.series?.method ?? 'mean'} of ${window} x ${window} pixels` : undefined;
  const zero = request.series?.zeroFirst ? ', first date at 0' : '';
  const place = await referenceWords(cube.product, series.referencePixel);
  const reference = `relative to ${isoDate(series.referenceDate)}${place ? ` and ${place}` : ''}`;
  const name = request.files.length === 1 ? fileLabel(request.files[0]) : undefined;
  const head = [name, point, around].filter((text) => text !== undefined).join(', ');
  return [head, `${reference}${zero}`].filter((line) => line !== '').join('\n');
}

function legendName({ label, series, parameters }: Fitted, { points, files }: SeriesRequest): string {
  const pixel = `y ${series.pixel.y}, x ${series.pixel.x}`;
  const name = points.length === 1 ? label : files.length === 1 ? pixel : `${label}, ${pixel}`;
  const velocity = parameters.filter((one) => one.name === 'velocity').map(inWords);
  return [name, ...velocity].join(': ');
}

function notesOf({ parameters }: Fitted): string[] {
  return parameters.map((one) => `${one.name} ${inWords(one)}`);
}

function inWords({ value, std, unit }: FittedParameter): string {
  const spread = std === undefined ? '' : ` ± ${std.toFixed(2)}`;
  return `${value.toFixed(2).replace('-', '−')}${spread} ${unit}`;
}

function textOf({ series, cube, excluded, parameters }: Fitted): string {
  const { path, attributes } = cube.product;
  return pointText(series, attributes, { name: path, excluded, parameters });
}

/** `y60x80_ts.txt`; of several points each by its pixel, of further files by their labels. */
function textFile(request: SeriesRequest, base: string, { series, label }: Fitted, f: number): string {
  const point = request.points.length === 1 ? '' : `_${pixelName(series)}`;
  const start =
    request.points.length > 1 && request.base === undefined ? pixelName(series) : `${base}${point}`;
  const file = f === 0 ? '' : `_${label.replace(/[^\w.-]+/g, '_')}`;
  return `${start}${file}_ts.txt`;
}

const pixelName = ({ pixel }: PointSeries) => `y${pixel.y}x${pixel.x}`;

function fileLabel(file: string): string {
  return basename(file, extname(file)).replace('timeseries', 'TS');
}
