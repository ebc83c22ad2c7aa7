import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Context } from '../../core/context.ts';
import { OptionError, ReferencePointError } from '../../core/errors.ts';
import { createRandom } from '../../core/stats/random.ts';
import { withoutReference, withReference } from '../../io/attributes/reference.ts';
import { whileLocked } from '../../io/files/output.ts';
import { editAttributes } from '../../io/hdf5/file.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { pixelOfPlace } from '../../io/products/place.ts';
import { mainDataset, type Product, readGrid, readProduct } from '../../io/products/product.ts';
import { type Pixel, readPixel, referencePixel, writtenOrigin } from '../../io/products/reference-pixel.ts';
import { keepingNotes } from '../../io/products/stack-notes.ts';
import { assertRequest } from '../request.ts';
import { readAreaReference } from './reference-area.ts';
import { mostCoherentPixel, randomPixel } from './reference-point-choice.ts';
import { rereferenceFile } from './rereference-file.ts';
import { assertUsable, isOn, observedPixels, readUsable } from './usable-pixels.ts';

export type ReferenceMethod = 'maxCoherence' | 'random' | 'area';

export interface ReferencePointRequest {
  readonly file: string;
  /** another file for the result; not for stacks */
  readonly outfile?: string;
  /** the point; degrees win over the pixel, and both over a file to copy from */
  readonly latLon?: { readonly lat: number; readonly lon: number };
  readonly pixel?: Pixel;
  readonly referenceFile?: string;
  /** relates radar to map coordinates; searched near the file when left out */
  readonly lookup?: string;
  /** where the point may be: 0 = not here */
  readonly maskFile?: string;
  /** what the choice goes by when no point is given */
  readonly coherenceFile?: string;
  readonly minCoherence?: number;
  readonly method?: ReferenceMethod;
  /** area: all regions of the mask, not the largest alone */
  readonly everyRegion?: boolean;
  /** of the random choice */
  readonly seed?: number;
  /** choose again although the file has a point */
  readonly force?: boolean;
  /** also make the phase of a stack relative to the point; other files always are */
  readonly writeData?: boolean;
  /** standard deviations (`velocityStd`) relative to the point as well, as independent errors; not relative to an area */
  readonly withStd?: boolean;
}

/** Choose the reference point of a file and store it: `mintsar reference_point`. */
export async function setReferencePoint(request: ReferencePointRequest, context: Context): Promise<Pixel> {
  assertRequest('setReferencePoint', request, context, ['file']);
  return whileLocked([request.outfile ?? request.file], context, (locked) => chooseAndStore(request, locked));
}

async function chooseAndStore(request: ReferencePointRequest, context: Context): Promise<Pixel> {
  const product = await readProduct(request.file);
  const { log } = context;
  if (request.method === 'area') return referToArea(request, product, context);
  const mask = await readUsable(request.maskFile, product);
  const stored = storedPixel(product);
  const given = await givenPixel(request, product);
  const isFree = given === undefined && (request.force === true || request.method !== undefined);
  let pixel: Pixel;
  if (given !== undefined) {
    await assertUsable(given, product, mask, request.maskFile, context);
    pixel = given;
  } else if (stored !== undefined && !isFree && (mask === undefined || isOn(mask, product, stored))) {
    log.info(`reference point y ${stored.y}, x ${stored.x} is kept; --force chooses again`);
    return stored;
  } else {
    if (stored !== undefined && !isFree)
      log.warn(
        `the reference point y ${stored.y}, x ${stored.x} is masked out in ${basename(request.maskFile!)} now: another one is chosen`,
      );
    pixel = await choosePixel(request, product, mask, context);
  }
  const isStack = product.fileType === 'ifgramStack';
  if (isStack && request.withStd)
    throw new OptionError(
      `${product.path} is a stack, which has no standard deviations.`,
      'Leave --std out.',
    );
  const attributes = withReference(product.attributes, pixel);
  // Relative to an area, REF_Y and REF_X are only near to its mean.
  const isSame =
    pixel.y === stored?.y && pixel.x === stored?.x && product.attributes['REF_AREA'] === undefined;
  if (!isStack || request.writeData) {
    if (!isStack && isSame && request.outfile === undefined) {
      log.info(`${basename(product.path)} refers to y ${pixel.y}, x ${pixel.x} already`);
      return pixel;
    }
    if (!isStack && !isSame) await warnOfNothing(product, pixel, context);
    const { withStd } = request;
    await rereferenceFile(product, request.outfile ?? product.path, pixel, attributes, context, { withStd });
  } else if (!isSame) {
    await warnOfZeros(product, context);
    await keepingNotes(product.path, () =>
      editAttributes(product.path, (old) => withReference(old, pixel), context.held),
    );
  }
  log.info(`reference point: y ${pixel.y}, x ${pixel.x}`);
  return pixel;
}

/** Values relative to the mean of an area; as REF_Y and REF_X stands the pixel that is nearest to it. */
async function referToArea(
  request: ReferencePointRequest,
  product: Product,
  context: Context,
): Promise<Pixel> {
  if (product.fileType === 'ifgramStack')
    throw new ReferencePointError(
      `${product.path} is a stack, whose phase is relative to a pixel.`,
      'Set mintpy.reference.method = area for the velocity of the workflow, or name the time series or the velocity.',
    );
  if (request.withStd)
    throw new OptionError(
      'The standard deviation of the mean of an area is not known: errors of neighbours are alike.',
      'Leave --std out, or choose a point.',
    );
  const area = await readAreaReference(product, mainDataset(product), request, context);
  const attributes = {
    ...withReference(product.attributes, area.nearest),
    REF_AREA: `mean of ${area.numPixel} pixels`,
  };
  const outfile = request.outfile ?? product.path;
  await rereferenceFile(product, outfile, area.nearest, attributes, context, { means: area.means });
  return area.nearest;
}

/** Forget the reference point of a file. */
export async function resetReferencePoint(file: string): Promise<void> {
  await editAttributes(file, withoutReference);
}

/** Another point without `writeData` leaves the old point's zeros in phase that was written relative to it. */
async function warnOfZeros(product: Product, { log }: Context): Promise<void> {
  if (!product.datasets.has('unwrapPhase')) return;
  const origin = await writtenOrigin(product, 'unwrapPhase');
  if (origin !== undefined)
    log.warn(
      `unwrapPhase is 0 in all interferograms at the old reference point y ${origin.y}, x ${origin.x}, which counts as without data from now on: reference_point --write-data gives it values`,
    );
}

/** Pixels without data are 0: relative to one of them nothing changes. */
async function warnOfNothing(product: Product, { y, x }: Pixel, { log }: Context): Promise<void> {
  const values = await readPixel(product.path, mainDataset(product), { y, x });
  if (values.every((value) => value === 0))
    log.warn(
      `${product.path} is 0 at y ${y}, x ${x}, as where there are no data: no value changes, and the file says that it is relative to this pixel`,
    );
}

/** The point in the file; one outside of it, as after an old subset, counts as none. */
export function storedPixel(product: Product): Pixel | undefined {
  try {
    return referencePixel(product);
  } catch (error) {
    if (error instanceof ReferencePointError) return undefined;
    throw error;
  }
}

async function givenPixel(request: ReferencePointRequest, product: Product): Promise<Pixel | undefined> {
  const { latLon, pixel, referenceFile, lookup } = request;
  if (latLon !== undefined) return pixelOfPlace(product, latLon, lookup);
  if (pixel !== undefined) return pixel;
  if (referenceFile === undefined) return undefined;
  const other = await readProduct(referenceFile);
  const place = other.facts.referenceLatLon;
  const isOnSameGrid =
    other.facts.isGeocoded === product.facts.isGeocoded &&
    other.length === product.length &&
    other.width === product.width;
  if (place !== undefined && (product.facts.isGeocoded || !isOnSameGrid))
    return pixelOfPlace(product, place, lookup);
  const copied = referencePixel(other);
  if (copied !== undefined && !isOnSameGrid) {
    throw new ReferencePointError(
      `${referenceFile} is on another grid than ${product.path}, and its reference point has no latitude and longitude (REF_LAT, REF_LON).`,
      'Give the point itself with -y and -x, or -l and -L.',
    );
  }
  if (copied !== undefined) return copied;
  throw new ReferencePointError(
    `${referenceFile} has no reference point (attributes REF_Y and REF_X) to copy.`,
    'Give the point itself with -y and -x, or -l and -L.',
  );
}

async function choosePixel(
  request: ReferencePointRequest,
  product: Product,
  mask: Uint8Array | undefined,
  context: Context,
): Promise<Pixel> {
  const { coherenceFile, minCoherence = 0.85, seed = 0 } = request;
  const usable = await observedPixels(product, context);
  if (mask !== undefined) for (let p = 0; p < usable.length; p++) usable[p] &= mask[p];
  if (!usable.includes(1)) {
    throw new ReferencePointError(
      `No pixel of ${product.path} is observed in all interferograms in use${mask ? ` and on ${basename(request.maskFile!)}` : ''}.`,
      'Leave interferograms with little coverage out of the network, or choose another mask (mintpy.reference.maskFile).',
    );
  }
  const coherence =
    coherenceFile !== undefined && existsSync(coherenceFile) ? await readGrid(coherenceFile) : undefined;
  const random = createRandom(seed);
  if (coherence === undefined) {
    context.log.info(`no coherence to go by: any usable pixel is taken (seed ${seed})`);
    return randomPixel(usable, product.width, random)!;
  }
  assertSameSize(product, await readProduct(coherenceFile!));
  const found =
    request.method === 'random'
      ? randomPixel(usable, product.width, random, coherence.data, minCoherence)
      : mostCoherentPixel(coherence, usable, minCoherence);
  if (found !== undefined) {
    const value = coherence.data[found.y * product.width + found.x];
    context.log.info(
      `chose ${request.method === 'random' ? `a random pixel (seed ${seed})` : 'the pixel with the most coherent surroundings'}: y ${found.y}, x ${found.x}, coherence ${value.toFixed(3)}`,
    );
    return found;
  }
  const best = mostCoherentPixel(coherence, usable, 0);
  const highest = coherence.data.reduce((max, v, p) => (usable[p] === 1 && v > max ? v : max), 0);
  throw new ReferencePointError(
    `No usable pixel has an average coherence of ${minCoherence} or more in ${coherenceFile}; the highest is ${highest.toFixed(3)}.`,
    `Lower mintpy.reference.minCoherence to ${(Math.floor(highest * 100) / 100).toFixed(2)}, or fix a point with mintpy.reference.yx${best ? ` (${best.y},${best.x} has the most coherent surroundings)` : ''}.`,
  );
}
