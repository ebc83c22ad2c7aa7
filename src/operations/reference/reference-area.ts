import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { grid } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { ReferencePointError } from '../../core/errors.ts';
import { labelRegions } from '../../core/unwrapping/label-regions.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { type Product, readGrid, readProduct } from '../../io/products/product.ts';
import { type Pixel, referencePixel } from '../../io/products/reference-pixel.ts';
import { readSamples } from '../unwrapping/pixel-samples.ts';
import { readUsable } from './usable-pixels.ts';

/** Where the pixels of a reference area are looked for. */
export interface ReferenceAreaRequest {
  /** 0 = not here, `maskConnComp.h5`; all pixels where the file is missing */
  readonly maskFile?: string;
  /** average coherence; all pixels of the region where the file is missing */
  readonly coherenceFile?: string;
  /** 0.85 unless given */
  readonly minCoherence?: number;
  /** all regions of the mask, not the largest alone: for a mask of reliable pixels */
  readonly everyRegion?: boolean;
}

/** What an area says of a dataset. */
export interface AreaReference {
  /** mean of its pixels in every plane */
  readonly means: Float64Array;
  /** pixel that is nearest to the mean: the root of the mean of its squared differences is smallest */
  readonly nearest: Pixel;
  /** raster indices of those whose values were read, at most some 10 000 */
  readonly pixels: Int32Array;
  /** pixels of the area */
  readonly numPixel: number;
}

/** Pixels that stand for the area: the mean of more is not better, as their noise is alike. */
const MOST_PIXELS = 10_000;

/** Least pixels whose mean is worth more than a pixel. */
const FEWEST_PIXELS = 10;

/**
 * Mean over the coherent pixels of the largest connected region, or of all of the mask, plane by plane: a reference without the noise of a single
 * pixel. Pixels that lack a value in any plane do not count.
 *
 * @throws {ReferencePointError} when fewer than ten pixels are left
 */
export async function readAreaReference(
  product: Product,
  dataset: string,
  { maskFile, coherenceFile, minCoherence = 0.85, everyRegion = false }: ReferenceAreaRequest,
  context: Context,
): Promise<AreaReference> {
  const { length, width, path } = product;
  const mask = (await readUsable(maskFile, product)) ?? new Uint8Array(length * width).fill(1);
  const { labels, areas, num } = labelRegions(grid(mask, length, width));
  let largest = 0;
  for (let label = 1; label <= num; label++)
    if (largest === 0 || areas[label] > areas[largest]) largest = label;
  const coherence =
    coherenceFile !== undefined && existsSync(coherenceFile) ? await readGrid(coherenceFile) : undefined;
  if (coherence !== undefined) assertSameSize(product, await readProduct(coherenceFile!));
  const inside: number[] = [];
  for (let i = 0; i < mask.length; i++)
    if (
      largest > 0 &&
      (everyRegion ? labels.data[i] > 0 : labels.data[i] === largest) &&
      (coherence === undefined || coherence.data[i] >= minCoherence)
    )
      inside.push(i);
  const step = Math.max(1, Math.ceil(inside.length / MOST_PIXELS));
  const pixels = Int32Array.from(inside.filter((_, n) => n % step === step >> 1));
  const planes = await valuesAt(product, dataset, pixels, context);
  const own = referencePixel(product);
  const origin = own === undefined ? -1 : own.y * width + own.x; // its zeros are data
  const used = Array.from(pixels.keys()).filter(
    (p) =>
      planes.every((plane) => Number.isFinite(plane[p])) &&
      (pixels[p] === origin || planes.some((plane) => plane[p] !== 0)),
  );
  if (used.length < FEWEST_PIXELS)
    throw new ReferencePointError(
      `${used.length} pixels of ${path} are a reference area: coherence ${minCoherence} or more${maskFile ? ` in the largest region of ${basename(maskFile)}` : ''}, and ${dataset} everywhere.`,
      'Lower mintpy.reference.minCoherence (--min-coherence), or take a pixel (method = pixel).',
    );
  const means = Float64Array.from(planes, (plane) => {
    return used.reduce((sum, p) => sum + plane[p], 0) / used.length;
  });
  const distance = (p: number) => planes.reduce((sum, plane, k) => sum + (plane[p] - means[k]) ** 2, 0);
  let [nearest, least] = [used[0], Infinity];
  for (const p of used) {
    const apart = distance(p);
    if (apart < least) [nearest, least] = [p, apart];
  }
  const pixel = { y: Math.floor(pixels[nearest] / width), x: pixels[nearest] % width };
  context.log.info(
    `reference area: ${used.length * step} pixels${everyRegion ? ' of the mask' : ' of the largest region'}${coherence ? `, coherence ${minCoherence} or more` : ''}; nearest to their mean is y ${pixel.y}, x ${pixel.x}`,
  );
  return {
    means,
    nearest: pixel,
    pixels: Int32Array.from(used, (p) => pixels[p]),
    numPixel: used.length * step,
  };
}

async function valuesAt(
  product: Product,
  dataset: string,
  pixels: Int32Array,
  context: Context,
): Promise<Float32Array[]> {
  const { shape } = product.datasets.get(dataset)!;
  if (shape.length === 3) {
    const planes = Array.from({ length: shape[0] }, (_, k) => k);
    return readSamples({ path: product.path, dataset, planes, pixels }, context);
  }
  const { data } = await readGrid(product.path, dataset);
  return [Float32Array.from(pixels, (i) => data[i])];
}
