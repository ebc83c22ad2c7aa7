import { dirname, extname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { OptionError } from '../../core/errors.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { describeProduct, mainDataset, type Product } from '../../io/products/product.ts';
import { isNotOlder } from '../../io/products/provenance.ts';
import { datasetAttributes } from '../masks/raster-slice.ts';
import { usualMask } from './mask.ts';
import type { Sampling } from './pixels.ts';
import { windowBox } from './place.ts';
import type { ViewRequest } from './request.ts';
import { listSlices, type Slice, selectSlices } from './slices.ts';
import { figureTitle } from './title.ts';
import { wrappedUnit } from './units.ts';

/** Everything known before pixels are read. */
export interface Scene {
  readonly file: H5Reader;
  readonly request: ViewRequest;
  readonly context: Context;
  readonly product: Product;
  readonly slices: readonly Slice[];
  readonly numSlice: number;
  readonly refDate: string | undefined;
  /** The dates between which something happened, when a series was asked for that. */
  readonly between: readonly [first: string, second: string] | undefined;
  /** How the drawn pixels lie on those of the file. */
  readonly sampling: Sampling;
  /** What is read: which pixels, how many of them on each side make one drawn pixel, and of how many averages are taken. */
  readonly reading: {
    readonly sampling: Sampling;
    readonly size: number;
    readonly window: number | undefined;
  };
  readonly mask: string | undefined;
  readonly wrap: readonly [number, number] | undefined;
  readonly title: string;
  /** Files whose change makes the figure old. */
  readonly inputs: readonly string[];
}

/** Look into a file: which rasters, pixels, mask and name a request comes down to. */
export async function openScene(file: H5Reader, request: ViewRequest, context: Context): Promise<Scene> {
  const product = describeProduct(file);
  const all = listSlices(file);
  const { slices, between } = selectSlices(file, request);
  const refDate = between ?? request.refDate;
  const box = windowBox(product, request.window ?? {});
  const isSubset = box.y1 - box.y0 < product.length || box.x1 - box.x0 < product.width;
  const step = request.multilook ?? (await usualStep(slices.length, box, context.maxMemory));
  const mask =
    request.mask === undefined && !request.zeroMask ? await usualMask(product) : (request.mask ?? undefined);
  const wrap = wrapInterval(request, file, product.fileType, slices);
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
  const { mapPixels, panelPixels, resolutionOf } = await import('../../plot/maps.ts');
  const size =
    request.multilook === undefined
      ? shrinking(request, slices.length, box, step, { mapPixels, panelPixels, resolutionOf })
      : 1;
  // Labels are not averaged: the one in the middle stands for its neighbours.
  const isLabels = slices.some(({ dataset }) => !/^f/.test(file.datasets.get(dataset)!.type));
  const isKnown = slices.length > 1 && (request.vlim !== undefined || wrap !== undefined);
  const reading = {
    sampling: { box, step: isLabels ? step * size : step },
    size: isLabels ? 1 : size,
    window: isKnown
      ? undefined
      : slices.length > 1
        ? Math.max(1, Math.round(10 / (isLabels ? step * size : step)))
        : 0,
  };
  const sampling = { box, step: step * size };
  if (step > 1) context.log.info(`drawing one of ${step} x ${step} pixels of ${file.path}`);
  return {
    file,
    request,
    context,
    product,
    slices,
    numSlice: all.length,
    refDate,
    between: between === undefined ? undefined : [between, slices[0].label!],
    sampling,
    reading,
    mask,
    wrap,
    title,
    inputs,
  };
}

/** One of so many pixels and lines is drawn within a budget, bytes. */
export async function usualStep(numPanel: number, box: Sampling['box'], maxMemory: number): Promise<number> {
  const { panelStride } = await import('../../plot/maps.ts');
  return panelStride(numPanel, box.y1 - box.y0, box.x1 - box.x0, maxMemory / 2 ** 30);
}

/** So many read pixels of each axis fall into one of the page, or lie under it in full. */
function shrinking(
  { look = {}, table = {}, ...request }: ViewRequest,
  numSlice: number,
  box: Sampling['box'],
  step: number,
  {
    mapPixels,
    panelPixels,
    resolutionOf,
  }: Pick<typeof import('../../plot/maps.ts'), 'mapPixels' | 'panelPixels' | 'resolutionOf'>,
): number {
  const shape = [(box.y1 - box.y0) / step, (box.x1 - box.x0) / step] as const;
  const dpi = resolutionOf(request);
  const pixels =
    numSlice === 1
      ? mapPixels(shape, look.size, dpi)
      : panelPixels(numSlice, shape, { ...table, size: look.size }, dpi);
  return Math.max(1, Math.floor(shape[1] / pixels));
}

/** The interval that is asked for, once every raster has a cycle to be wrapped into. */
function wrapInterval(
  { wrap, unit }: ViewRequest,
  file: H5Reader,
  fileType: string,
  slices: readonly Slice[],
): readonly [number, number] | undefined {
  if (!wrap) return undefined;
  const interval = wrap === true ? ([-Math.PI, Math.PI] as const) : wrap;
  for (const dataset of new Set(slices.map((slice) => slice.dataset))) {
    const attributes = datasetAttributes(file, dataset);
    wrappedUnit(interval, attributes['UNIT'], unit, fileType, attributes);
  }
  return interval;
}

/** Whether what a request shows of a file has a cycle to be wrapped into. */
export async function canWrap(request: ViewRequest): Promise<boolean> {
  return withProduct(request.file, (file) => {
    const { fileType } = describeProduct(file);
    try {
      wrapInterval(
        { ...request, wrap: request.wrap ?? true },
        file,
        fileType,
        selectSlices(file, request).slices,
      );
      return true;
    } catch (error) {
      if (error instanceof OptionError) return false;
      throw error;
    }
  });
}

/** Files whose change makes a map old that is part of a figure. */
export async function mapInputs(
  file: string,
  { mask, zeroMask, dem }: Omit<ViewRequest, 'file'> = {},
): Promise<string[]> {
  const usual =
    mask === undefined && !zeroMask
      ? await withProduct(file, (one) => usualMask(describeProduct(one)))
      : mask;
  return [file, usual, dem].filter((path) => typeof path === 'string');
}

/** Files that a scene is written to. */
export async function outputNames({ title, slices, request }: Scene): Promise<string[]> {
  const { MAX_PANELS } = await import('../../plot/maps.ts');
  const { outfiles = [], format = '.png', folder = '.', table = {}, look = {} } = request;
  const count = table.figures ?? Math.ceil(slices.length / MAX_PANELS);
  const perFigure = Math.ceil(slices.length / count);
  const numFigure = Math.ceil(slices.length / perFigure);
  const given = outfiles[0];
  const extension = given !== undefined ? extname(given) : request.animation ? '.gif' : format;
  const bare = look.bare ? '_nws' : '';
  const base =
    given === undefined
      ? join(folder, title.replace(/\s+/g, '').replaceAll('/', '-') + bare)
      : given.slice(0, given.length - extension.length);
  if (numFigure === 1 || request.animation) return [`${base}${extension}`];
  return Array.from({ length: numFigure }, (_, k) => `${base}_${k + 1}${extension}`);
}

/** Whether a figure, here or in `pic/`, is there and not older than what it shows. */
export function isYoung(name: string, inputs: readonly string[]): boolean {
  const places = [name, join(dirname(name), 'pic', name.slice(dirname(name).length))];
  return places.some((place) => isNotOlder(place, inputs));
}
