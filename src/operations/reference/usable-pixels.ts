import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Context } from '../../core/context.ts';
import { ReferencePointError } from '../../core/errors.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { readIfgramStack } from '../../io/products/ifgram-stack.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { mainDataset, type Product, readMask, readProduct } from '../../io/products/product.ts';
import { type Pixel, readPixel, writtenOrigin } from '../../io/products/reference-pixel.ts';
import { observationDataset, summarizeStack } from '../averages/stack-summary.ts';
import { nearestUsablePixel } from './reference-point-choice.ts';

/** Where a reference point may be, 1 = here; undefined when there is no mask. */
export async function readUsable(
  maskFile: string | undefined,
  product: Product,
): Promise<Uint8Array | undefined> {
  if (maskFile === undefined || !existsSync(maskFile)) return undefined;
  assertSameSize(product, await readProduct(maskFile));
  return (await readMask(maskFile)).data;
}

export function isOn(mask: Uint8Array, { width }: Product, { y, x }: Pixel): boolean {
  return mask[y * width + x] === 1;
}

/** @throws {ReferencePointError} when a point is outside, masked or without data */
export async function assertUsable(
  pixel: Pixel,
  product: Product,
  mask: Uint8Array | undefined,
  maskFile: string | undefined,
  context: Context,
): Promise<void> {
  const { log } = context;
  const { length, width, path, fileType } = product;
  const name = `Reference point y ${pixel.y}, x ${pixel.x}`;
  if (!(pixel.y >= 0 && pixel.x >= 0 && pixel.y < length && pixel.x < width)) {
    throw new ReferencePointError(
      `${name} lies outside ${path}, which has ${length} rows and ${width} columns.`,
      'Choose y (row) and x (column) within it, counted from 0, or remove mintpy.reference.yx for an automatic choice.',
    );
  }
  if (mask !== undefined && !isOn(mask, product, pixel)) {
    const near = nearestUsablePixel(mask, width, pixel);
    throw new ReferencePointError(
      `${name} is masked out: ${maskFile} is 0 there.`,
      near === undefined
        ? `No pixel of ${basename(maskFile!)} can be used: check the interferograms in use, or set mintpy.reference.maskFile = no.`
        : `The nearest pixel on the mask is y ${near.y}, x ${near.x}; mintpy.reference.maskFile chooses another mask.`,
    );
  }
  if (fileType !== 'ifgramStack') return assertHasData(pixel, product, context);
  const stack = await readIfgramStack(path);
  const dataset = observationDataset(stack);
  const values = await readPixel(path, dataset, pixel);
  const gap = stack.kept.find((i) => Number.isNaN(values[i]));
  if (gap !== undefined) {
    throw new ReferencePointError(
      `${name} has no ${dataset} in ${stack.date12[gap]}.`,
      'Choose a pixel that is observed in all interferograms in use, or leave that interferogram out of the network.',
    );
  }
  // Some processors have referenced their phase already: 0 throughout is theirs, 0 now and then is no data.
  const zeros = stack.kept.filter((i) => values[i] === 0);
  if (zeros.length > 0 && zeros.length < stack.kept.length)
    log.warn(
      `${name}: ${dataset} is 0 in ${zeros.length} of ${stack.kept.length} interferograms, first in ${stack.date12[zeros[0]]}`,
    );
}

/** Files whose exact zeros are heights, classes and the like, and no missing data. */
const WITH_ZEROS = ['geometry', 'mask', 'dem'];

/**
 * A raster or series that is 0 at a point, other than at its reference point, is named: that may be water.
 * @throws {ReferencePointError} when it is NaN there
 */
async function assertHasData(pixel: Pixel, product: Product, context: Context): Promise<void> {
  const { path, width, facts, fileType } = product;
  const dataset = mainDataset(product);
  const values = await readPixel(path, dataset, pixel);
  const own = facts.referenceYX;
  const isOwn = own?.y === pixel.y && own?.x === pixel.x;
  const isMissing = values.some((value) => Number.isNaN(value));
  const isZero = !isOwn && !WITH_ZEROS.includes(fileType) && values.every((value) => value === 0);
  if (!isMissing && !isZero) return;
  const near = nearestUsablePixel(await observedPixels(product, context), width, pixel);
  const nearest =
    near === undefined
      ? `No pixel of ${path} has data.`
      : `The nearest pixel with data is y ${near.y}, x ${near.x}.`;
  const name = `Reference point y ${pixel.y}, x ${pixel.x}`;
  if (isMissing)
    throw new ReferencePointError(`${name} has no data: ${dataset} of ${path} is NaN there.`, nearest);
  context.log.warn(`${name}: ${dataset} of ${path} is 0 there, as where there is no data. ${nearest}`);
}

/** Pixels with a value throughout: in all interferograms of a stack in use, else in the raster the file is about. */
export async function observedPixels(product: Product, context: Context): Promise<Uint8Array> {
  if (product.fileType === 'ifgramStack') {
    const stack = await readIfgramStack(product.path);
    return (await summarizeStack({ stack, wantsObserved: true }, context))!;
  }
  // The values of the last date: the first one is often the reference date, 0 everywhere.
  const { shape, name } = product.datasets.get(mainDataset(product))!;
  const last = shape.slice(0, -2).map((n) => n - 1);
  const slab = {
    start: [...last, 0, 0],
    count: [...last.map(() => 1), product.length, product.width],
  };
  const values = await withH5(product.path, (file) => file.read(name, slab) as Float32Array);
  const isObserved = Uint8Array.from(values, (v) => (v !== 0 && !Number.isNaN(v) ? 1 : 0));
  const origin = await writtenOrigin(product, name);
  if (origin !== undefined) isObserved[origin.y * product.width + origin.x] = 1;
  return isObserved;
}
