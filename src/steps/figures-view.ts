import { existsSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { Grid } from '../core/array.ts';
import type { Context } from '../core/context.ts';
import { FileError, OptionError } from '../core/errors.ts';
import { optionalNumber } from '../io/attributes/typed.ts';
import { withH5 } from '../io/hdf5/file.ts';
import type { Attributes, H5Reader } from '../io/hdf5/types.ts';
import { pixelOfPlace } from '../io/products/place.ts';
import { describeProduct, mainDataset, type Product } from '../io/products/product.ts';
import { referencePixel } from '../io/products/reference-pixel.ts';
import type { Figure, MapPoint, Panel } from '../plot/index.ts';
import { usualMask } from './figures-mask.ts';
import { readPixels, readValue, type Sampling, sampledPosition } from './figures-pixels.ts';
import { frameOf, readDrawnMask, readTerrain, windowBox } from './figures-place.ts';
import type { ViewRequest, ViewResult } from './figures-request.ts';
import { writeFigure } from './figures-save.ts';
import { listSlices, type Slice, selectSlices } from './figures-slices.ts';
import { figureTitle, isFullCycle } from './figures-title.ts';
import { displayScale, isWrappable, usualUnit } from './figures-units.ts';
import { changeValues } from './figures-values.ts';
import { datasetAttributes } from './raster-slice.ts';

/** Most panels in one figure. */
const MAX_PANELS = 160;
const GRAY = ['coherence', 'temporalCoherence', 'waterMask', 'shadowMask', 'spatialCoherence', 'ramp'];
const COHERENCE = ['coherence', 'temporalCoherence', 'spatialCoherence'];
/** Geometry in which 0 means that nothing is known. */
const ZERO_IS_NO_DATA = ['latitude', 'longitude', 'incidenceAngle', 'azimuthAngle', 'slantRangeDistance'];

/**
 * Draw rasters of a file and write the figure: one raster as a map, several as panels. This is what `view` and the
 * figures at the end of the workflow both come from.
 *
 * @throws {OptionError} when a name finds nothing, a mask or unit does not fit
 */
export async function viewFigure(request: ViewRequest, context: Context): Promise<ViewResult> {
  for (const path of [request.file, request.mask, request.dem]) {
    if (typeof path === 'string' && !existsSync(path))
      throw new FileError(`${path} does not exist.`, 'Check the name.');
  }
  return withH5(request.file, async (file) => {
    const scene = await openScene(file, request, context);
    const names = outputNames(scene);
    if (request.update && names.every((name) => isYoung(name, scene.inputs))) {
      context.log.debug(`${names.join(', ')}: up to date`);
      return { files: names, drawn: false };
    }
    const figures = scene.slices.length === 1 ? [await drawOne(scene)] : await drawMany(scene);
    for (const [k, figure] of figures.entries()) await writeFigure(names[k], figure, request.dpi ?? 300);
    context.log.debug(`wrote ${names.join(', ')}`);
    return { files: names, drawn: true };
  });
}

/** Everything known before pixels are read. */
interface Scene {
  readonly file: H5Reader;
  readonly request: ViewRequest;
  readonly context: Context;
  readonly product: Product;
  readonly slices: readonly Slice[];
  readonly numSlice: number;
  readonly refDate: string | undefined;
  readonly sampling: Sampling;
  readonly mask: string | undefined;
  readonly wrap: readonly [number, number] | undefined;
  readonly title: string;
  /** Files whose change makes the figure old. */
  readonly inputs: readonly string[];
}

async function openScene(file: H5Reader, request: ViewRequest, context: Context): Promise<Scene> {
  const product = describeProduct(file);
  const all = listSlices(file);
  const { slices, between } = selectSlices(file, request);
  const refDate = between ?? request.refDate;
  const box = windowBox(product, request.window ?? {});
  const isSubset = box.y1 - box.y0 < product.length || box.x1 - box.x0 < product.width;
  const step = request.multilook ?? (await usualStep(slices.length, box, context.maxMemory));
  const mask =
    request.mask === undefined && !request.zeroMask ? await usualMask(product) : (request.mask ?? undefined);
  const wrap = wrapInterval(request, datasetAttributes(file, slices[0].dataset)['UNIT'] ?? '1');
  const main = mainDataset(product);
  const title =
    (typeof request.title === 'string' ? request.title : undefined) ??
    figureTitle({
      path: file.path,
      fileType: product.fileType,
      main,
      numSlice: all.length,
      slices,
      refDate,
      isSubset,
      hasExcluded: (request.exclude?.length ?? 0) > 0,
      wrap,
    });
  const inputs = [file.path, mask, request.dem].filter((path): path is string => path !== undefined);
  const sampling = { box, step };
  if (step > 1) context.log.info(`drawing one of ${step} x ${step} pixels of ${file.path}`);
  return {
    file,
    request,
    context,
    product,
    slices,
    numSlice: all.length,
    refDate,
    sampling,
    mask,
    wrap,
    title,
    inputs,
  };
}

async function usualStep(numPanel: number, box: Sampling['box'], maxMemory: number): Promise<number> {
  const { panelStride } = await import('../plot/index.ts');
  return panelStride(numPanel, box.y1 - box.y0, box.x1 - box.x0, maxMemory / 2 ** 30);
}

function wrapInterval(request: ViewRequest, unit: string): readonly [number, number] | undefined {
  if (!request.wrap) return undefined;
  if (!isWrappable(request.unit ?? unit)) {
    throw new OptionError(
      `Values in ${request.unit ?? unit} have no cycle to be wrapped into.`,
      'Leave --wrap out, or give a unit of length or phase with -u.',
    );
  }
  return request.wrap === true ? [-Math.PI, Math.PI] : request.wrap;
}

/** Files that a scene is written to. */
function outputNames({ title, slices, request }: Scene): string[] {
  const { outfiles = [], format = '.png', folder = '.', table = {}, look = {} } = request;
  const count = table.figures ?? Math.ceil(slices.length / MAX_PANELS);
  const perFigure = Math.ceil(slices.length / count);
  const numFigure = Math.ceil(slices.length / perFigure);
  const given = outfiles[0];
  const extension = given === undefined ? format : extname(given);
  const bare = look.bare ? '_nws' : '';
  const base =
    given === undefined
      ? join(folder, title.replace(/\s+/g, '').replaceAll('/', '-') + bare)
      : given.slice(0, given.length - extension.length);
  if (numFigure === 1) return [`${base}${extension}`];
  return Array.from({ length: numFigure }, (_, k) => `${base}_${k + 1}${extension}`);
}

/** Whether a figure, here or in `pic/`, is there and not older than what it shows. */
function isYoung(name: string, inputs: readonly string[]): boolean {
  const places = [name, join(dirname(name), 'pic', name.slice(dirname(name).length))];
  const newest = Math.max(...inputs.map((input) => statSync(input).mtimeMs));
  return places.some((place) => existsSync(place) && statSync(place).mtimeMs > newest);
}

async function drawOne(scene: Scene): Promise<Figure> {
  const { request, product, sampling, slices, context, title } = scene;
  const { drawMap, colormap, dataRange } = await import('../plot/index.ts');
  const [drawn] = await readAll(scene);
  const colors = colorsOf(scene, slices[0]);
  const range = dataRange(drawn.values);
  const shown = (value: number) => Number(value.toPrecision(5));
  context.log.info(
    `${title}: ${Number.isNaN(range[0]) ? 'no valid pixel' : `${shown(range[0])} to ${shown(range[1])} ${drawn.unit === '1' ? '' : drawn.unit}`}`,
  );
  return drawMap({
    values: drawn.values,
    frame: frameOf(product, sampling, request.orientation),
    title: request.title === false ? undefined : title,
    colormap:
      typeof colors.colormap === 'string'
        ? colormap(colors.colormap, request.colormapOptions)
        : colors.colormap,
    vlim: colors.vlim,
    unit: drawn.unit,
    colorbar: request.colorbar,
    alpha: request.alpha,
    terrain: await terrainOf(scene, drawn.values),
    reference: await referenceOf(scene),
    points: request.points?.map((point) => ({ ...point, ...sampledPosition(sampling, point.y, point.x) })),
    scaleBar: request.scaleBar,
    ...request.look,
  });
}

async function drawMany(scene: Scene): Promise<Figure[]> {
  const { request, product, sampling, slices } = scene;
  const { drawPanels, colormap, commonLimits } = await import('../plot/index.ts');
  const drawn = await readAll(scene);
  const units = new Set(drawn.map(({ unit }) => unit));
  const ownLimits =
    new Set(slices.map(({ dataset }) => dataset)).size > 1 && product.fileType !== 'ifgramStack';
  const panels = drawn.map(({ values, unit }, k): Panel => {
    const slice = slices[k];
    const title = product.fileType === 'ifgramStack' || slice.label === undefined ? slice.name : slice.label;
    const single = units.size === 1 && new Set(slices.map(({ dataset }) => dataset)).size === 1;
    const own = ownLimits ? colorsOf(scene, slice) : {};
    return {
      values,
      title: single && slice.label !== undefined ? slice.label : title,
      dropped: slice.dropped,
      ...(ownLimits ? { unit, ...own } : {}),
    };
  });
  const colors = colorsOf(scene, slices[0]);
  const levels = ownLimits || colors.vlim !== undefined ? undefined : wholeLevels(scene, drawn);
  const name = colors.colormap;
  scene.context.log.info(`${scene.title}: ${slices.length} rasters of ${product.path}`);
  const limits = () => {
    const window = Math.max(1, Math.round(10 / sampling.step));
    const { vmin, vmax } = commonLimits(
      drawn.map(({ values }) => values),
      undefined,
      window,
    );
    return [vmin, vmax] as const;
  };
  return drawPanels({
    panels,
    frame: frameOf(product, sampling, request.orientation),
    ownLimits,
    unit: drawn[0].unit,
    colormap:
      typeof name === 'string'
        ? colormap(name, { ...request.colormapOptions, ...(levels && { lut: levels.length }) })
        : name,
    vlim: levels
      ? [levels[0] - 0.5, levels[levels.length - 1] + 0.5]
      : (colors.vlim ?? (ownLimits ? undefined : limits())),
    colorbar: request.colorbar === false ? false : { ...(levels && { ticks: levels }), ...request.colorbar },
    reference: await referenceOf(scene),
    terrain: await terrainOf(scene, drawn[0].values),
    axes: request.look?.axes,
    rows: request.table?.rows,
    columns: request.table?.columns,
    figures: request.table?.figures,
    size: request.look?.size,
    fontSize: request.look?.fontSize,
    stride: 1, // thinned out while it was read
  });
}

/** The few whole numbers that labels consist of (components, masks): each gets a colour of its own. */
function wholeLevels({ file, slices }: Scene, drawn: readonly { values: Grid }[]): number[] | undefined {
  if (slices.some(({ dataset }) => /^f/.test(file.datasets.get(dataset)!.type))) return undefined;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { values } of drawn) {
    for (const value of values.data) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (!(high > low) || high - low > 19) return undefined;
  return Array.from({ length: high - low + 1 }, (_, k) => low + k);
}

function colorsOf({ request, wrap, product }: Scene, { dataset }: Slice) {
  const name = dataset.replace(/^.*\//, '');
  const isGray = GRAY.includes(name) || (GRAY.includes(product.fileType) && product.fileType !== 'mask');
  const isCoherence = COHERENCE.includes(name);
  return {
    colormap: request.colormap ?? (isGray ? 'gray' : 'jet'),
    vlim: request.vlim ?? wrap ?? (isCoherence ? ([0, 1] as const) : undefined),
  };
}

/** Read the rasters of a scene as they are drawn. */
async function readAll(scene: Scene): Promise<{ values: Grid; unit: string }[]> {
  const { file, request, product, sampling, slices, refDate, wrap, context } = scene;
  const maskGrid =
    scene.mask === undefined
      ? ownMask(scene)
      : await readDrawnMask(scene.mask, product, sampling, request.maskRange);
  const stackReference = product.fileType === 'ifgramStack' ? referencePixel(product) : undefined;
  const refPixel = await chosenReference(scene);
  const refSlice = refDate === undefined ? undefined : dateSlice(scene, slices[0], refDate);
  const referenceValues = refSlice && readPixels(file, refSlice.dataset, refSlice.plane, sampling);
  const warned = new Set<string>();
  return slices.map((slice) => {
    const { dataset, plane } = slice;
    const attributes: Attributes = { ...datasetAttributes(file, dataset), FILE_PATH: file.path };
    const stored = attributes['UNIT'] ?? '1';
    const asPhase = wrap !== undefined && isFullCycle(wrap) && request.unit === undefined;
    const scale = displayScale(
      stored,
      request.unit ?? (asPhase ? 'radian' : usualUnit(stored, product.fileType)),
      attributes,
    );
    if (scale.problem !== undefined && !warned.has(scale.problem)) {
      warned.add(scale.problem);
      if (request.unit !== undefined) context.log.warn(`${dataset}: ${scale.problem}`);
    }
    const name = dataset.replace(/^.*\//, '');
    const isPhase = stackReference !== undefined && name.startsWith('unwrapPhase');
    const values = changeValues(readPixels(file, dataset, plane, sampling), {
      referenceValues,
      referencePhase: isPhase ? finite(readValue(file, dataset, plane, stackReference)) : 0,
      zeroMask: request.zeroMask || (product.fileType === 'geometry' && ZERO_IS_NO_DATA.includes(name)),
      noDataValue: request.noDataValue ?? optionalNumber(attributes, 'NO_DATA_VALUE'),
      mask: maskGrid,
      offset: refPixel && readValue(file, dataset, plane, refPixel),
      scale,
      wrap,
      math: request.math,
    });
    return { values, unit: scale.unit };
  });
}

/** The mask that an HDF-EOS5 archive brings along. */
function ownMask({ file, product, request, sampling }: Scene): Grid<Uint8Array> | undefined {
  if (product.fileType !== 'HDFEOS' || request.mask === null || request.zeroMask) return undefined;
  const name = [...file.datasets.keys()].find((key) => key.endsWith('/quality/mask'));
  if (name === undefined) return undefined;
  const { data, shape } = readPixels(file, name, undefined, sampling);
  return { data: Uint8Array.from(data, (value) => (value === 0 ? 0 : 1)), shape };
}

const finite = (value: number) => (Number.isFinite(value) ? value : 0);

async function chosenReference({ request, product }: Scene): Promise<{ y: number; x: number } | undefined> {
  const { refPixel } = request;
  if (refPixel === undefined) return undefined;
  if ('lat' in refPixel) return pixelOfPlace(product, refPixel);
  if (refPixel.y < product.length && refPixel.x < product.width) return refPixel;
  throw new OptionError(
    `The reference pixel y ${refPixel.y}, x ${refPixel.x} lies outside ${product.path} (${product.length} x ${product.width}).`,
    'Choose one inside.',
  );
}

function dateSlice({ file, product }: Scene, { dataset }: Slice, date: string): Slice {
  const found = listSlices(file).find((slice) => slice.dataset === dataset && slice.label === date);
  if (found !== undefined) return found;
  throw new OptionError(
    `${product.path} has no date ${date}.`,
    `List its dates with: mintsar info ${product.path} --date`,
  );
}

async function referenceOf(scene: Scene): Promise<MapPoint | undefined> {
  const { request, product, sampling } = scene;
  if (request.reference === false) return undefined;
  const pixel = (await chosenReference(scene)) ?? referencePixel(product);
  if (pixel === undefined) return undefined;
  const { box } = sampling;
  if (pixel.y < box.y0 || pixel.y >= box.y1 || pixel.x < box.x0 || pixel.x >= box.x1) return undefined;
  return { ...sampledPosition(sampling, pixel.y, pixel.x), ...request.reference };
}

async function terrainOf(scene: Scene, values: Grid) {
  const { request, product, sampling } = scene;
  if (request.dem === undefined) return undefined;
  const height = await readTerrain(request.dem, product, sampling);
  if (request.maskDem && height.data.length === values.data.length) {
    values.data.forEach((value, i) => {
      if (Number.isNaN(value)) height.data[i] = Number.NaN;
    });
  }
  return { height, contours: {}, ...request.terrain };
}
