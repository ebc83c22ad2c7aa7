import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import { assertSameSize, singleRasterAttributes } from '../../io/products/like.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { makeProduct, type Product, readProduct, readRaster, source } from '../../io/products/product.ts';
import { type Pixel, referencePixel } from '../../io/products/reference-pixel.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';

export interface VelocityChangeRequest {
  /** velocity and its standard deviation, earlier and later */
  readonly before: string;
  readonly after: string;
  readonly outfile: string;
  /** reliable pixels; all when left out */
  readonly mask?: string;
  /** a pixel has moved by more than so many standard deviations of the earlier velocity */
  readonly sigmas: number;
}

/** A pixel whose velocity is another one: m/year, relative to the later reference pixel. */
export interface MovedPixel extends Pixel {
  readonly before: number;
  readonly after: number;
  /** standard deviation of `before` */
  readonly sigma: number;
  /** change in standard deviations */
  readonly ratio: number;
}

export interface VelocityChange {
  /** pixels that have both velocities and are reliable, and those of them that moved */
  readonly numPixel: number;
  readonly numMoved: number;
  /** the largest changes in standard deviations, at most `MOST_LISTED` */
  readonly largest: readonly MovedPixel[];
  /** set when the two are relative to different pixels */
  readonly reference?: { readonly before: Pixel; readonly after: Pixel };
}

export const MOST_LISTED = 10_000;
const BAND_PIXELS = 1 << 20;

/**
 * What became of a velocity: a file with the change (`velocityChange`, m/year), the same in standard deviations
 * (`velocityChangeSigma`), and the pixels that moved by more than some of them (`moved`).
 *
 * @throws {FileError} when one of the files has no `velocity`, or the earlier one no `velocityStd`
 * @throws {ShapeError} for files of different sizes
 */
export async function velocityChange(
  request: VelocityChangeRequest,
  context: Context,
): Promise<VelocityChange> {
  assertRequest('velocityChange', request, context, ['before', 'after', 'outfile']);
  const { sigmas, mask, outfile } = request;
  const [before, after] = [await readProduct(request.before), await readProduct(request.after)];
  for (const [product, name] of [
    [before, 'velocity'],
    [before, 'velocityStd'],
    [after, 'velocity'],
  ] as const) {
    if (!product.datasets.has(name))
      throw new FileError(`${product.path} has no dataset ${name}.`, 'Give the velocity.h5 of a run.');
  }
  assertSameSize(after, before);
  if (mask !== undefined) assertSameSize(after, await readProduct(mask));
  const { length, width } = after;
  const [old, now] = [referencePixel(before), referencePixel(after)];
  // Both relative to the mean of an area: the pixel that is nearest to it carries its own noise.
  const areAreas = [before, after].every(({ attributes }) => attributes['REF_AREA'] !== undefined);
  const isElsewhere =
    !areAreas && old !== undefined && now !== undefined && (old.y !== now.y || old.x !== now.x);
  const origin = isElsewhere ? await valueAt(before, now) : 0;
  const attributes = {
    ...singleRasterAttributes(after.attributes),
    FILE_TYPE: 'velocityChange',
    UNIT: 'm/year',
  };
  const shape = [length, width];
  const datasets = [
    { name: 'velocityChange', type: 'f4', shape },
    { name: 'velocityChangeSigma', type: 'f4', shape, attributes: { UNIT: '1' } },
    { name: 'moved', type: 'bool', shape, attributes: { UNIT: '1' } },
  ] as const;
  await makeProduct(outfile, { attributes, datasets }, context, async (product) => {
    await runBlocks(
      {
        label: 'change of the velocity',
        length,
        width,
        inputs: {
          before: source(before.path, 'velocity'),
          sigma: source(before.path, 'velocityStd'),
          after: source(after.path, 'velocity'),
          ...(mask !== undefined && { mask: source(mask, 'mask') }),
        },
        outputs: {
          velocityChange: product.sink('velocityChange'),
          velocityChangeSigma: product.sink('velocityChangeSigma'),
          moved: product.sink('moved'),
        },
        kernel: 'compareVelocities',
        args: { origin, sigmas },
      },
      context,
    );
  });
  const found = await movedPixels({ before, after, origin, outfile, mask });
  return { ...found, ...(isElsewhere && { reference: { before: old, after: now } }) };
}

async function valueAt({ path }: Product, { y, x }: Pixel): Promise<number> {
  return withProduct(path, (file) => {
    const [value] = file.read('velocity', { start: [y, x], count: [1, 1] }) as Float32Array;
    if (Number.isFinite(value)) return value;
    throw new FileError(
      `${path} has no velocity at the new reference pixel y ${y}, x ${x}: before and after cannot be compared.`,
      'Keep the reference pixel with mintpy.reference.yx.',
    );
  });
}

/** Counts, and the pixels that moved most: some rows at a time. */
async function movedPixels(of: {
  readonly before: Product;
  readonly after: Product;
  readonly origin: number;
  readonly outfile: string;
  readonly mask?: string;
}): Promise<Pick<VelocityChange, 'numPixel' | 'numMoved' | 'largest'>> {
  const { length, width } = of.after;
  const rows = Math.max(1, Math.floor(BAND_PIXELS / width));
  let numPixel = 0;
  let numMoved = 0;
  let largest: MovedPixel[] = [];
  /** what is no larger is not among the largest */
  let least = 0;
  for (let y0 = 0; y0 < length; y0 += rows) {
    const box = { y0, x0: 0, y1: Math.min(length, y0 + rows), x1: width };
    const read = async (path: string, name: string) =>
      (await withProduct(path, (file) => readRaster(file, of.after, name, box))).data;
    const [ratio, moved] = [await read(of.outfile, 'velocityChangeSigma'), await read(of.outfile, 'moved')];
    const [before, after] = [await read(of.before.path, 'velocity'), await read(of.after.path, 'velocity')];
    const sigma = await read(of.before.path, 'velocityStd');
    const mask = of.mask === undefined ? undefined : await read(of.mask, 'mask');
    for (let p = 0; p < ratio.length; p++) {
      if (Number.isFinite(ratio[p]) && (mask === undefined || mask[p] !== 0)) numPixel++;
      if (moved[p] === 0) continue;
      numMoved++;
      if (Math.abs(ratio[p]) <= least) continue;
      largest.push({
        y: y0 + Math.floor(p / width),
        x: p % width,
        before: before[p] - of.origin,
        after: after[p],
        sigma: sigma[p],
        ratio: ratio[p],
      });
      if (largest.length >= 4 * MOST_LISTED) ({ largest, least } = mostMoved(largest));
    }
  }
  const byChange = (a: MovedPixel, b: MovedPixel) => Math.abs(b.ratio) - Math.abs(a.ratio);
  return { numPixel, numMoved, largest: mostMoved(largest).largest.sort(byChange) };
}

/** The pixels with the largest changes, of equal ones the first, in their order. */
function mostMoved(pixels: MovedPixel[]): { largest: MovedPixel[]; least: number } {
  if (pixels.length <= MOST_LISTED) return { largest: pixels, least: 0 };
  const least = Float64Array.from(pixels, ({ ratio }) => Math.abs(ratio)).sort()[pixels.length - MOST_LISTED];
  let room = MOST_LISTED - pixels.filter(({ ratio }) => Math.abs(ratio) > least).length;
  const largest = pixels.filter(({ ratio }) => {
    const size = Math.abs(ratio);
    return size > least || (size === least && room-- > 0);
  });
  return { largest, least };
}
