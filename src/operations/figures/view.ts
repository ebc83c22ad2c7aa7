import { existsSync } from 'node:fs';
import type { Grid } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { NotFoundError } from '../../core/errors.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { pointReference } from '../../io/products/reference-pixel.ts';
import type { ColorbarOptions, DisplayLimits, Figure, MapFigure, MapPoint, Panel } from '../../plot/index.ts';
import { assertRequest } from '../request.ts';
import type { DrawnRaster } from './drawn-raster.ts';
import { drawnTitle } from './drawn-title.ts';
import { sampledPosition } from './pixels.ts';
import { frameOf, readTerrain } from './place.ts';
import { quantityLabel } from './quantity.ts';
import { chosenReference, readRasters } from './rasters.ts';
import type { ViewRequest, ViewResult } from './request.ts';
import { assertGif, formatOf, writeFigure, writeFrames } from './save.ts';
import { isYoung, openScene, outputNames, type Scene } from './scene.ts';
import type { Slice } from './slices.ts';

const GRAY = [
  'coherence',
  'temporalCoherence',
  'mask',
  'waterMask',
  'shadowMask',
  'spatialCoherence',
  'ramp',
];
const COHERENCE = ['coherence', 'temporalCoherence', 'spatialCoherence'];

/**
 * Draw rasters of a file and write the figure: one raster as a map, several as panels. This is what `view` and the
 * figures at the end of the workflow both come from.
 *
 * @throws {OptionError} when a name finds nothing, a mask or unit does not fit
 */
export async function viewFigure(request: ViewRequest, context: Context): Promise<ViewResult> {
  assertRequest('viewFigure', request, context, ['file']);
  for (const path of [request.file, request.mask, request.dem]) {
    if (typeof path === 'string' && !existsSync(path))
      throw new NotFoundError(`${path} does not exist.`, 'Check the name.');
  }
  return withProduct(request.file, async (file) => {
    const scene = await openScene(file, request, context);
    const names = await outputNames(scene);
    for (const name of names) request.animation ? assertGif(name) : formatOf(name); // before anything is read
    if (request.update && names.every((name) => isYoung(name, scene.inputs))) {
      context.log.debug(`${names.join(', ')}: up to date`);
      return { files: names, drawn: false };
    }
    if (request.animation) await writeFrames(names[0], await drawFrames(scene), request);
    else {
      const figures = scene.slices.length === 1 ? [await drawOne(scene)] : await drawMany(scene);
      for (const [k, figure] of figures.entries()) await writeFigure(names[k], figure, request);
    }
    context.log.debug(`wrote ${names.join(', ')}`);
    return { files: names, drawn: true };
  });
}

async function drawOne(scene: Scene): Promise<Figure> {
  const { drawMap } = await import('../../plot/maps.ts');
  return drawMap(await mapOf(scene));
}

/** What a map of one raster shows, for figures that it is part of. @throws {OptionError} as `viewFigure` */
export async function mapFigure(request: ViewRequest, context: Context): Promise<MapFigure> {
  return withProduct(request.file, async (file) => mapOf(await openScene(file, request, context)));
}

/** The map of the first raster of a scene. */
export async function mapOf(given: Scene): Promise<MapFigure> {
  // Stations and lines of files are loaded by the figures that have some.
  const gnss = given.request.gnss && (await import('./gnss-scene.ts'));
  const { scene, stations, words } = gnss
    ? await gnss.withGnss(given)
    : { scene: given, stations: [], words: undefined };
  const { files = [], coastline } = given.request.lineFiles ?? {};
  const hasLines = files.length > 0 || coastline !== undefined;
  const ground = hasLines
    ? (await import('./ground-lines.ts')).groundLines(given.product, given.request.lineFiles!, given.context)
    : [];
  const { request, product, sampling, slices, context, title } = scene;
  const { colormap, letterSize } = await import('../../plot/maps.ts');
  const [drawn] = await readRasters(scene);
  const colors = colorsOf(scene, slices[0]);
  const label = quantityLabel(product.path, slices[0].dataset, drawn.unit, ownOf(scene, slices[0]));
  const { range } = drawn;
  const onThePage = (points: readonly MapPoint[] = []) =>
    points.map((point) => ({ ...point, ...sampledPosition(sampling, point.y, point.x) }));
  const stationPoints = onThePage(stations);
  const shown = (value: number) => Number(value.toPrecision(5));
  context.log.info(
    `${title}: ${Number.isNaN(range[0]) ? 'no valid pixel' : `${shown(range[0])} to ${shown(range[1])} ${drawn.unit === '1' ? '' : drawn.unit}`}`,
  );
  return {
    values: drawn.values,
    frame: frameOf(product, sampling, request.orientation),
    title:
      request.title === false
        ? undefined
        : [await drawnTitle(scene), words].filter((w) => w !== undefined).join('\n'),
    colormap:
      typeof colors.colormap === 'string'
        ? colormap(colors.colormap, request.colormapOptions)
        : colors.colormap,
    vlim: colors.vlim,
    limits: drawn.limits,
    range,
    unit: drawn.unit,
    colorbar: request.colorbar === false ? false : withDefaults({ label }, request.colorbar),
    alpha: request.alpha,
    terrain: await terrainOf(scene, drawn.values),
    reference: await referenceOf(scene),
    points: [
      ...onThePage(request.points),
      ...(gnss && request.gnss?.onData ? gnss.onData(stationPoints, drawn.values) : stationPoints),
    ],
    smooth: request.smooth,
    scatter: request.scatter,
    lines: [...(request.lines ?? []), ...ground].map((line) => ({
      ...line,
      points: line.points.map(([y, x]) => {
        const at = sampledPosition(sampling, y, x);
        return [at.y, at.x] as const;
      }),
    })),
    scaleBar: request.scaleBar,
    ...request.look,
    fontSize: request.look?.fontSize ?? letterSize(request.theme),
  };
}

/** A map of every raster, all in the same colours. */
async function drawFrames(scene: Scene): Promise<Figure[]> {
  const { drawMap, limitsOfAverages, panelTitle } = await import('../../plot/maps.ts');
  const drawn = await readRasters(scene);
  const { vmin, vmax } = limitsOfAverages(drawn.map(({ averages }) => averages));
  const first = await mapOf({ ...scene, slices: scene.slices.slice(0, 1) });
  return drawn.map(({ values, range }, k) => {
    const { name, label } = scene.slices[k];
    const title =
      scene.request.title === false ? undefined : `${scene.title} ${panelTitle(label ?? name, 1)}`;
    return drawMap({ ...first, values, range, title, vlim: first.vlim ?? [vmin, vmax] });
  });
}

async function drawMany(scene: Scene): Promise<Figure[]> {
  const { request, product, sampling, slices } = scene;
  const left = leftOut(request);
  if (left.length > 0)
    scene.context.log.warn(`${left.join(', ')}: drawn on a map of one raster, not on several panels`);
  const { drawPanels, colormap, letterSize } = await import('../../plot/maps.ts');
  const drawn = await readRasters(scene);
  const units = new Set(drawn.map(({ unit }) => unit));
  const ownLimits =
    new Set(slices.map(({ dataset }) => dataset)).size > 1 && product.fileType !== 'ifgramStack';
  const panels = drawn.map(({ values, unit, range, limits }, k): Panel => {
    const slice = slices[k];
    const title = product.fileType === 'ifgramStack' || slice.label === undefined ? slice.name : slice.label;
    const single = units.size === 1 && new Set(slices.map(({ dataset }) => dataset)).size === 1;
    const own = ownLimits ? colorsOf(scene, slice) : {};
    return {
      values,
      range,
      limits,
      title: single && slice.label !== undefined ? slice.label : title,
      dropped: slice.dropped,
      ...(ownLimits
        ? {
            unit,
            ...own,
            colorbar: { label: quantityLabel(product.path, slice.dataset, unit, ownOf(scene, slice)) },
          }
        : {}),
    };
  });
  const colors = colorsOf(scene, slices[0]);
  const name = colors.colormap;
  scene.context.log.info(`${scene.title}: ${slices.length} rasters of ${product.path}`);
  const common = ownLimits || colors.vlim !== undefined ? undefined : await commonRange(scene, drawn);
  const levels = common?.levels;
  const label = quantityLabel(product.path, slices[0].dataset, drawn[0].unit, ownOf(scene, slices[0]));
  return drawPanels({
    panels,
    title: request.title === false ? undefined : await drawnTitle(scene),
    frame: frameOf(product, sampling, request.orientation),
    ownLimits,
    unit: drawn[0].unit,
    colormap:
      typeof name === 'string'
        ? colormap(name, { ...request.colormapOptions, ...(levels && { lut: Math.max(1, levels.length) }) })
        : name,
    vlim: common ? [common.vmin, common.vmax] : colors.vlim,
    colorbar:
      request.colorbar === false
        ? false
        : withDefaults({ label, ticks: levels?.map((v) => Number(v.toPrecision(5))) }, request.colorbar),
    reference: await referenceOf(scene),
    terrain: await terrainOf(scene, drawn[0].values),
    axes: request.look?.axes,
    rows: request.table?.rows,
    columns: request.table?.columns,
    figures: request.table?.figures,
    size: request.look?.size,
    fontSize: request.look?.fontSize,
    letters: letterSize(request.theme, 1),
    fontColor: request.look?.fontColor,
    gaps: request.gaps,
    smooth: request.smooth,
    stride: 1, // thinned out while it was read
  });
}

/** What is asked for and only drawn on a map of one raster. */
function leftOut({ points, lines, lineFiles, gnss, scatter, colorbar }: ViewRequest): string[] {
  const asked: Readonly<Record<string, boolean>> = {
    points: (points?.length ?? 0) > 0,
    lines: (lines?.length ?? 0) > 0 || (lineFiles?.files?.length ?? 0) > 0,
    'the coastline': lineFiles?.coastline !== undefined,
    'GNSS stations': gnss !== undefined,
    discs: scatter !== undefined,
    'another side of the colour bar':
      (colorbar && colorbar.side !== undefined && colorbar.side !== 'right') || false,
  };
  return Object.keys(asked).filter((what) => asked[what]);
}

/** Colour range of all panels: one colour per label where there are few, else a common range without single outliers. */
async function commonRange(scene: Scene, drawn: readonly DrawnRaster[]): Promise<DisplayLimits> {
  const levels = wholeLevels(scene, drawn);
  if (levels !== undefined) return { vmin: levels[0] - 0.5, vmax: levels[levels.length - 1] + 0.5, levels };
  const { limitsOfAverages } = await import('../../plot/maps.ts');
  return limitsOfAverages(drawn.map(({ averages }) => averages));
}

/** Options of a colour bar, with defaults where they say nothing. */
function withDefaults(defaults: ColorbarOptions, given: ColorbarOptions = {}): ColorbarOptions {
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...defaults, ...said };
}

/** The few whole numbers that labels consist of (components, masks): each gets a colour of its own. */
function wholeLevels({ file, slices }: Scene, drawn: readonly DrawnRaster[]): number[] | undefined {
  if (slices.some(({ dataset }) => /^f/.test(file.datasets.get(dataset)!.type))) return undefined;
  const ranges = drawn.flatMap(({ range }) => (Number.isNaN(range[0]) ? [] : range));
  const [low, high] = [Math.min(...ranges), Math.max(...ranges)];
  if (!(high > low) || high - low > 19) return undefined;
  return Array.from({ length: high - low + 1 }, (_, k) => low + k);
}

/** Attributes of the dataset itself. */
const ownOf = ({ product }: Scene, { dataset }: Slice) => product.datasets.get(dataset)?.attributes;

function colorsOf({ request, wrap, product }: Scene, { dataset }: Slice) {
  const name = dataset.replace(/^.*\//, '');
  const isGray = GRAY.includes(name) || (GRAY.includes(product.fileType) && product.fileType !== 'mask');
  const isCoherence = COHERENCE.includes(name);
  const isAsStored = request.unit === undefined && request.math === undefined;
  return {
    colormap: request.colormap ?? (isGray ? 'gray' : 'jet'),
    vlim: request.vlim ?? wrap ?? (isCoherence && isAsStored ? ([0, 1] as const) : undefined),
  };
}

async function referenceOf(scene: Scene): Promise<MapPoint | undefined> {
  const { request, product, sampling } = scene;
  if (request.reference === false) return undefined;
  const pixel = (await chosenReference(scene)) ?? pointReference(product);
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
